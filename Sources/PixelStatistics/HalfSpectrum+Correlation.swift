extension HalfSpectrum {
  /// Adds the spectrum of the circular correlation of two planes: at each place the sum of products
  /// of the samples from there on with those of the kernel.
  ///
  /// - Precondition: All three have the same size.
  /// - Accuracy: Equal to ``addCorrelationBySamples(of:with:)``.
  public mutating func addCorrelation(of plane: HalfSpectrum, with kernel: HalfSpectrum) {
    precondition(real.count == plane.real.count && real.count == kernel.real.count)
    precondition(
      plane.imaginary.count == real.count && kernel.imaginary.count == real.count
        && imaginary.count == real.count)
    let (a, b) = (plane.real.span, plane.imaginary.span)
    let (c, d) = (kernel.real.span, kernel.imaginary.span)
    let count = real.count
    // Taken out, so that both are changed in place at once.
    var (reals, imaginaries) = (real, imaginary)
    (real, imaginary) = ([], [])
    var x = reals.mutableSpan
    var y = imaginaries.mutableSpan
    // Strides are multiples of eight.
    var at = 0
    while at < count {
      let (p, q) = (a.lanes(at: at), b.lanes(at: at))
      let (u, v) = (c.lanes(at: at), d.lanes(at: at))
      x.setLanes(x.span.lanes(at: at) + (p * u + q * v), at: at)
      y.setLanes(y.span.lanes(at: at) + (q * u - p * v), at: at)
      at += 8
    }
    (real, imaginary) = (reals, imaginaries)
  }

  /// What ``addCorrelation(of:with:)`` does, number by number.
  public mutating func addCorrelationBySamples(of plane: HalfSpectrum, with kernel: HalfSpectrum) {
    for at in real.indices {
      // (p + iq) times the conjugate of (u + iv).
      let (p, q) = (plane.real[at], plane.imaginary[at])
      let (u, v) = (kernel.real[at], kernel.imaginary[at])
      real[at] += p * u + q * v
      imaginary[at] += q * u - p * v
    }
  }
}

public import EvidenceModel

/// Turns the evidence of an image into a verdict: findings, origin, disclosure, decision.
///
/// Equal input gives an equal verdict, with findings in the order of severity, then id.
public struct PolicyEvaluator: Sendable {
  /// The rules and policies in force.
  public let ruleSet: RuleSet
  /// The weakest finding that blocks.
  public var failOn: Severity
  /// Findings that do not count, with reason and approver.
  public var waivers: Waivers
  /// Findings of an earlier report that do not count.
  public var baseline: Baseline
  /// The wordings that captions disclose with; nil for the embedded ones, which are read only when
  /// there is a caption.
  public var wording: DisclosureWording?

  /// Creates an evaluator.
  public init(
    ruleSet: RuleSet, failOn: Severity = .error, waivers: Waivers = Waivers(),
    baseline: Baseline = Baseline(), wording: DisclosureWording? = nil
  ) {
    self.ruleSet = ruleSet
    self.failOn = failOn
    self.waivers = waivers
    self.baseline = baseline
    self.wording = wording
  }

  /// Judges one image, by itself or as a post uses it.
  public func evaluate(_ report: InspectionReport, context: PostContext? = nil) -> Verdict {
    var work = Evaluation(evaluator: self, report: report, context: context)
    return work.run()
  }
}

/// One evaluation at work.
struct Evaluation {
  let evaluator: PolicyEvaluator
  let report: InspectionReport
  let context: PostContext?
  private var findings: [Finding] = []
  private var labels: [Disclosure.Label] = []
  private var resolver: OriginResolver
  private var facts: [String: EvidenceValue] = [:]

  init(evaluator: PolicyEvaluator, report: InspectionReport, context: PostContext?) {
    self.evaluator = evaluator
    self.report = report
    self.context = context
    let credentials = report.credentials
    resolver = OriginResolver(
      signedIsValid: credentials.integrity == .intact && credentials.signature == .verified,
      signedIsTrusted: credentials.state == .trusted)
  }

  mutating func run() -> Verdict {
    for evidence in report.evidence.items { apply(to: evidence) }
    resolver.camera = report.evidence.items.first { $0.name == "declared.camera" }
    for diagnostic in report.diagnostics { apply(to: diagnostic) }
    collectLabels()
    collectFacts()
    let isAI = !resolver.aiReadings.isEmpty
    let evidenceFacts = EvidenceFacts(report.evidence.items)
    for position in evaluator.ruleSet.onImage { apply(onImage: position, evidenceFacts) }
    let hasConflict = findings.contains { $0.kind == .conflict && $0.severity == .error }
    let origin =
      isJudged
      ? resolver.resolve(hasConflict: hasConflict)
      : Origin(.undetermined, basis: .none, summary: unreadableSummary)
    suppress()
    findings.sort { a, b in
      if a.severity != b.severity { return a.severity > b.severity }
      if a.rule != b.rule { return a.rule < b.rule }
      if a.evidence != b.evidence { return a.evidence.lexicographicallyPrecedes(b.evidence) }
      return a.message < b.message
    }
    var commands = FixCommands(
      report, classification: origin.classification, isAI: isAI, hasContext: context != nil)
    for index in findings.indices {
      findings[index].fix = findings[index].fix.map { commands.completed($0) }
    }
    return Verdict(
      findings: findings, origin: origin,
      disclosure: disclosure(isAI: isAI, hasConflict: hasConflict),
      decision: decision(origin), policies: definitions.map(\.name))
  }

  /// The platform of the policy that the post's platform falls under.
  private var platform: String? {
    context?.platform.map { PlatformFlags.policyPlatform($0.lowercased()) }
  }

  /// The policies in force: those that were asked for, and that of the platform the post goes to.
  private var definitions: [RuleSet.Definition] {
    guard let platform else {
      return evaluator.ruleSet.definitions
    }
    return evaluator.ruleSet.definitions
      + evaluator.ruleSet.platformDefinitions.filter { $0.platform == platform }
  }

  /// Whether enough was read for a statement: the file, and its picture or a sign of AI.
  private var isJudged: Bool {
    report.isInspected && (!report.lacksPicture || !resolver.aiReadings.isEmpty)
  }

  private var unreadableSummary: String {
    report.diagnostics.first { $0.severity == .error }.map { $0.message + "." }
      ?? "It could not be read."
  }

  // MARK: - Rules on facts

  private mutating func apply(to evidence: Evidence) {
    for position in evaluator.ruleSet.positions(onEvidence: evidence.name) {
      let lookUp: (String) -> EvidenceValue? = { path in
        switch path {
        case "name": .string(evidence.name)
        case "value": evidence.value
        case "kind": .string(evidence.kind.rawValue)
        default: evidence.attributes[path]
        }
      }
      guard evaluator.ruleSet.rules[position].match.holds(lookUp) else { continue }
      let rule = evaluator.ruleSet.rules[position]
      if let assertion = rule.asserts.flatMap({ Self.assertion($0, evidence) }) {
        resolver.readings.append(.init(assertion: assertion, evidence: evidence))
      }
      // What a broken manifest says is no disclosure: viewers do not show it.
      if let type = rule.discloses, type != "signed" || resolver.signedIsValid {
        labels.append(.init(type: type, value: evidence.value.text, location: evidence.id))
      }
      if !rule.isSilent {
        add(rule, evidence: [evidence.id], lookUp: lookUp, isPersonal: evidence.isPersonal)
      }
    }
  }

  private mutating func apply(to diagnostic: Diagnostic) {
    for position in evaluator.ruleSet.positions(onDiagnostic: diagnostic.code) {
      let lookUp: (String) -> EvidenceValue? = { path in
        switch path {
        case "code": .string(diagnostic.code)
        case "message", "value": .string(diagnostic.message)
        case "stage": .string(diagnostic.stage)
        case "severity": .string(diagnostic.severity.rawValue)
        default: nil
        }
      }
      guard evaluator.ruleSet.rules[position].match.holds(lookUp) else { continue }
      let rule = evaluator.ruleSet.rules[position]
      // The same fault at many places is one finding.
      if findings.contains(where: { $0.rule == rule.id }) { continue }
      if !rule.isSilent { add(rule, evidence: [], lookUp: lookUp) }
    }
  }

  private mutating func apply(onImage position: Int, _ evidenceFacts: EvidenceFacts) {
    let facts = facts
    let lookUp: (String) -> EvidenceValue? = { facts[$0] ?? evidenceFacts[$0] }
    guard evaluator.ruleSet.rules[position].match.holds(lookUp) else { return }
    let rule = evaluator.ruleSet.rules[position]
    guard !rule.isSilent, rule.platform == nil || rule.platform == platform
    else { return }
    let evidence =
      rule.kind == .disclosure || rule.kind == .conflict
      ? resolver.aiReadings.map(\.evidence.id) : []
    add(rule, evidence: Array(evidence.prefix(8)), lookUp: lookUp)
  }

  private static func assertion(_ assertion: Rule.Assertion, _ evidence: Evidence)
    -> Rule.Assertion?
  {
    guard assertion == .byClass else { return assertion }
    switch evidence.attributes["class"]?.text {
    case "aiGenerated": return .aiGenerated
    case "aiEdited", "aiComposite": return .aiEdited
    case "possiblyAI", "ambiguous", "unknown": return .possiblyAI
    case "capture": return .capture
    case "human": return .human
    default: return nil
    }
  }

  private mutating func add(
    _ rule: Rule, evidence: [String], lookUp: (String) -> EvidenceValue?, isPersonal: Bool = false
  ) {
    func fill(_ template: String) -> String {
      Self.fill(template, file: report.path) { path in
        isPersonal && path == "value" ? nil : lookUp(path)?.text
      }
    }
    findings.append(
      Finding(
        rule: rule.id, kind: rule.kind, severity: rule.severity, confidence: rule.confidence,
        message: fill(rule.message), evidence: evidence,
        fix: rule.fix.map { fill($0) },
        references: rule.references,
        fingerprint: Finding.fingerprint(rule: rule.id, sha256: report.sha256),
        location: rule.kind == .disclosure ? context?.location : nil))
  }

  /// Fills in `{path}`; a value that is absent or personal leaves "…".
  static func fill(_ template: String, file: String, _ value: (String) -> String?) -> String {
    guard template.contains("{") else { return template }
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      guard let close = rest[open...].firstIndex(of: "}") else {
        rest = rest[open...]
        break
      }
      let path = String(rest[rest.index(after: open)..<close])
      // What came through a pipe has to be a file first.
      let name = file == "-" ? "FILE" : quoted(file)
      let text = path == "file" ? name : value(path) ?? "…"
      result += text.count > 200 && path != "file" ? text.prefix(200) + "…" : text[...]
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// A path as one word of a shell, also where its name has blanks, quotes or controls.
  static func quoted(_ path: String) -> String {
    let isPlain = path.unicodeScalars.allSatisfy {
      switch $0 {
      case "a"..."z", "A"..."Z", "0"..."9", "/", ".", "_", "-", "+", "=", ":", ",", "@", "%", "…":
        true
      default: $0.value >= 0xA1 && ($0.properties.isAlphabetic || $0.properties.isEmoji)
      }
    }
    let path = path.hasPrefix("-") && path != "-" ? "./" + path : path
    if isPlain { return path }
    // Backticks would end the code that a report sets, and controls would not be shown.
    let needsEscapes = path.unicodeScalars.contains {
      $0.value < 0x20 || $0.value == 0x7F || $0 == "`"
    }
    guard needsEscapes else {
      return "'"
        + path.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
    }
    var result = "$'"
    for scalar in path.unicodeScalars {
      switch scalar {
      case "'", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar == "`":
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count == 1 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }

  // MARK: - Labels

  private mutating func collectLabels() {
    guard let context else { return }
    let place =
      context.location.map { location in
        location.line.map { "\(location.path):\($0)" } ?? location.path
      } ?? "context"
    func look(_ text: String?, _ type: String) {
      guard let text,
        let phrase = (evaluator.wording ?? .standard).disclosure(
          in: text, language: context.language)
      else { return }
      labels.append(.init(type: type, value: phrase, location: place))
    }
    look(context.caption, "caption")
    look(context.altText, "altText")
    // Words that say nothing of AI are no label, however visible.
    if let visible = context.visibleLabel,
      (evaluator.wording ?? .standard).disclosure(in: visible.text) != nil
    {
      labels.append(.init(type: "visible", value: visible.text, location: place))
    }
    for (flag, value) in context.platformFlags.sorted(by: { $0.key < $1.key })
    where PlatformFlags.discloses(flag, value) {
      labels.append(.init(type: "platformFlag", value: "\(flag)=\(value.text)", location: place))
    }
  }

  /// The types of label that a machine can read in the file itself.
  private static let machineReadable: Set<String> = ["metadata", "signed", "aigc"]

  private mutating func collectFacts() {
    let types = Set(labels.map(\.type))
    func flag(_ name: String, _ value: Bool?) { if let value { facts[name] = .boolean(value) } }
    for type in ["metadata", "signed", "aigc", "caption", "altText", "visible", "platformFlag"] {
      facts["label.\(type)"] = .boolean(types.contains(type))
    }
    facts["label.machineReadable"] = .boolean(!types.isDisjoint(with: Self.machineReadable))
    facts["label.any"] = .boolean(!types.isEmpty)
    let ai = resolver.aiReadings
    flag("ai", !ai.isEmpty)
    flag("ai.generated", ai.contains { $0.assertion == .aiGenerated })
    for basis in OriginBasis.allCases {
      flag("ai.\(basis.rawValue)", ai.contains { resolver.basis(of: $0.evidence) == basis })
    }
    // What an altered manifest claims has no basis of its own, but it is a claim all the same.
    flag("ai.signedClaim", ai.contains { $0.evidence.kind == .signed })
    for assertion in [Rule.Assertion.capture, .human] {
      let claims = resolver.readings.filter { $0.assertion == assertion }
      flag("\(assertion.rawValue).signed", claims.contains { $0.evidence.kind == .signed })
      flag("\(assertion.rawValue).declared", claims.contains { $0.evidence.kind == .declared })
    }
    flag("maybeAI", resolver.readings.contains { $0.assertion == .possiblyAI })
    facts["layers"] = .integer(
      Set(ai.map { resolver.basis(of: $0.evidence) }).subtracting([.forensic]).count)
    facts["inspected"] = .boolean(report.isInspected)
    facts["format"] = report.format.map { .string($0) }
    if let expired = evaluator.waivers.expired(sha256: report.sha256) {
      facts["waiver.expired"] = .string(expired.rule)
      facts["waiver.expires"] = .string(expired.expires)
      facts["waiver.approver"] = .string(expired.approver)
    }
    facts["credentials.state"] = .string(report.credentials.state.rawValue)
    facts["credentials.integrity"] = .string(report.credentials.integrity.rawValue)
    facts["credentials.trust"] = .string(report.credentials.trust.rawValue)
    collectContextFacts()
  }

  private mutating func collectContextFacts() {
    facts["post"] = .boolean(context != nil)
    guard let context else { return }
    func flag(_ name: String, _ value: Bool?) { if let value { facts[name] = .boolean(value) } }
    flag("post.sponsored", context.isSponsored)
    flag("post.persona", context.isVirtualPersona)
    flag("post.syntheticPerformer", context.hasSyntheticPerformer)
    let isDenied = context.platformFlags.contains { PlatformFlags.denies($0.key, $0.value) }
    flag("post.declaresNoAI", isDenied ? true : context.declaresNoAI)
    flag("post.carouselChild", context.isCarouselChild)
    flag("post.carouselContainer", context.isCarouselContainer)
    facts["post.platform"] = context.platform.map { .string($0) }
    let policies = evaluator.ruleSet.definitions + evaluator.ruleSet.platformDefinitions
    if let platform, !platform.isEmpty, !policies.contains(where: { $0.platform == platform }) {
      facts["post.platform.unknown"] = .string(platform)
    }
    facts["post.language"] = context.language.map { .string($0) }
    facts["post.caption"] = context.caption.map { .string($0) }
    if let exemption = context.exemption {
      facts["post.exemption"] = .string(exemption.reason)
      flag(
        "post.exempt",
        !exemption.reason.allSatisfy(\.isWhitespace)
          && exemption.reviewer.contains(where: \.isLetter)
          && CalendarDay.isValid(exemption.date))
    }
    for (name, value) in context.platformFlags {
      facts["post.flag.\(name)"] = value
      if PlatformFlags.discloses(name, value) {
        flag("post.flagged", true)
        for platform in PlatformFlags.platforms(of: name) {
          flag("label.platformFlag.\(platform)", true)
        }
      }
    }
    if let visible = context.visibleLabel {
      facts["visible.heightFraction"] = visible.heightFraction.map { .number($0) }
      facts["visible.placement"] = visible.placement.map { .string($0) }
      facts["visible.text"] = .string(visible.text)
    }
    if let caption = context.caption {
      flag("post.adLabel", SponsorWording.discloses(caption))
      for (name, phrases) in SponsorWording.special {
        flag("caption.\(name)", phrases.contains { caption.lowercased().contains($0) })
      }
    }
  }

  // MARK: - The end

  private mutating func suppress() {
    for index in findings.indices {
      let finding = findings[index]
      let aliases = evaluator.waivers.isEmpty ? [] : evaluator.ruleSet.rule(finding.rule)?.aliases
      let names = [finding.rule] + (aliases ?? [])
      let waivers = names.compactMap { evaluator.waivers.waiver(for: $0, sha256: report.sha256) }
      if let waiver = waivers.first {
        findings[index].suppression = "waived by \(waiver.approver): \(waiver.reason)"
      } else if evaluator.baseline.fingerprints.contains(finding.fingerprint) {
        findings[index].suppression = "known from the baseline"
      }
    }
  }

  private func disclosure(isAI: Bool, hasConflict: Bool) -> Disclosure {
    guard isJudged else {
      return Disclosure(isRequired: nil, status: .unknown, labels: labels)
    }
    // A persona or a performer is disclosed whatever the picture shows of AI.
    let isMissed = findings.contains {
      $0.kind == .disclosure && $0.severity == .error && !$0.isSuppressed
    }
    guard !isMissed else {
      return Disclosure(
        isRequired: true, status: hasConflict ? .contradicted : .missing, labels: labels)
    }
    guard isAI else {
      return Disclosure(
        isRequired: hasConflict || (facts["maybeAI"] == .boolean(true)) ? nil : false,
        status: labels.isEmpty ? .notRequired : .present, labels: labels)
    }
    let types = Set(labels.map(\.type))
    func isThere(_ type: Substring, for policy: RuleSet.Definition) -> Bool {
      switch type {
      case "machineReadable": !types.isDisjoint(with: Self.machineReadable)
      case "platformFlag":
        // The flag of another platform says nothing to this one.
        policy.platform.map { facts["label.platformFlag.\($0)"] == .boolean(true) }
          ?? types.contains(String(type))
      default: types.contains(String(type))
      }
    }
    let facts = facts
    let concerned = definitions.filter { $0.concerns?.holds { facts[$0] } ?? true }
    guard !concerned.isEmpty else {
      // Nothing but a post says whether they are concerned.
      return Disclosure(
        isRequired: context == nil ? nil : false,
        status: hasConflict
          ? .contradicted : !labels.isEmpty ? .present : context == nil ? .unknown : .notRequired,
        labels: labels)
    }
    let isPresent = concerned.allSatisfy { policy in
      // Of `aigc+visible` both have to be there.
      policy.accepts.contains { accepted in
        accepted.split(separator: "+").allSatisfy { isThere($0, for: policy) }
      }
    }
    // An exemption counts only under policies that know one.
    let isExempt =
      facts["post.exempt"] == .boolean(true)
      && !findings.contains { $0.kind == .disclosure && $0.severity == .error }
    return Disclosure(
      isRequired: !isExempt,
      status: hasConflict
        ? .contradicted : isPresent ? .present : isExempt ? .notRequired : .missing,
      labels: labels)
  }

  private func decision(_ origin: Origin) -> Decision {
    guard report.isInspected else { return .notInspected }
    let counting = findings.filter { !$0.isSuppressed }
    if counting.contains(where: { $0.severity >= evaluator.failOn }) { return .block }
    if !isJudged { return .notInspected }
    let review = counting.contains { evaluator.ruleSet.rule($0.rule)?.asksForReview == true }
    return review || origin.classification == .likelyAI ? .review : .pass
  }
}

# Two stages: the toolchain builds, the second image holds only what runs.
FROM swift:6.2-bookworm AS build
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      make pkg-config libjpeg-dev libpng-dev libwebp-dev libheif-dev libtiff-dev libgif-dev libexif-dev \
      libexpat1-dev zlib1g-dev libbrotli-dev libdlib-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make install PREFIX=/opt/assay

FROM debian:bookworm-slim
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      git libjpeg62-turbo libpng16-16 libwebp7 libwebpdemux2 libheif1 libtiff6 libgif7 libexif12 libexpat1 zlib1g \
      libbrotli1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 assay \
    && git config --system --add safe.directory '*'
COPY --from=build /opt/assay /usr/local
USER assay
WORKDIR /work
ENTRYPOINT ["assay"]
CMD ["--help"]

# Charts and map geometry, from npm by the lock file.
FROM node:22-bookworm-slim AS npm
WORKDIR /src/dashboard
COPY dashboard/package.json dashboard/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# SQLite is C: gcc, and a static link so that the last stage needs no libc.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=npm /src/dashboard/node_modules dashboard/node_modules
ARG VERSION=unknown
# make bundles what npm fetched above; there is no npm in this stage.
RUN touch dashboard/node_modules/.package-lock.json && make static VERSION="${VERSION}" BIN=/out/wsiswatch
# A binary built without cgo compiles and dies at the first query: run it here.
RUN /out/wsiswatch check && mkdir -p /out/var

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/wsiswatch /usr/bin/wsiswatch
COPY --from=build --chown=nonroot:nonroot /out/var /var/lib/wsiswatch
VOLUME /var/lib/wsiswatch
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/usr/bin/wsiswatch", "health"]
ENTRYPOINT ["/usr/bin/wsiswatch"]
CMD ["serve", "--listen", "0.0.0.0:8080", "--db", "/var/lib/wsiswatch/wsiswatch.db"]

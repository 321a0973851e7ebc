# Build: everything, development packages included.
FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# The prepare script builds, and there is nothing to build from yet.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# Run: Node without npm, the bundle, and nobody's rights.
FROM gcr.io/distroless/nodejs22-debian12:nonroot
WORKDIR /workspace
COPY --from=build /src/dist /opt/auditform/dist
COPY --from=build /src/package.json /src/LICENSE /opt/auditform/
ENV NODE_ENV=production
USER nonroot
# Mount manifests at /workspace; the journal is written to /workspace/.auditform unless --journal says otherwise.
ENTRYPOINT ["/nodejs/bin/node", "/opt/auditform/dist/main.js"]
CMD ["--help"]

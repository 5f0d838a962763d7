package dev.tlsmith.conformance.programs;

/** nginx in front of a program that has no TLS, in its network namespace. */
class TlsSidecarProgramTest extends NginxContract {

  @Override
  String product() {
    return "tls-sidecar";
  }

  @Override
  String options(int port) {
    return "programPort: " + upstreamPort();
  }
}

package dev.tlsmith.conformance.programs;

/** nginx, which passes on to where its option says. */
class NginxProgramTest extends NginxContract {

  @Override
  String product() {
    return "nginx";
  }

  @Override
  String options(int port) {
    return "upstream: 'http://127.0.0.1:%d'".formatted(upstreamPort());
  }
}

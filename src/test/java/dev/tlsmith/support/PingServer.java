package dev.tlsmith.support;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.Micronaut;

/** A Micronaut server that knows no TLS but what it is told; it stands in for Kestra. */
@Controller("/ping")
@Requires(property = "ping.server")
final class PingServer {

  @Get(produces = MediaType.TEXT_PLAIN)
  String ping() {
    return "pong";
  }

  /** Runs in a process of its own, see {@link ServerProcess}. */
  public static void main(String[] args) {
    Micronaut.build(args).banner(false).mainClass(PingServer.class).start();
  }
}

package dev.tlsmith.support;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A Spring Boot server that knows no TLS but what it is told; it stands in for Web Modeler's
 * restapi.
 */
@RestController
@EnableAutoConfiguration
class SpringServer {

  @GetMapping("/ping")
  String ping() {
    return "pong";
  }

  /** Runs in a process of its own, see {@link StandIn}. */
  public static void main(String[] args) {
    SpringApplication.run(SpringServer.class, args);
  }
}

package dev.tlsmith;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** Starts the service. */
@SecurityScheme(
    name = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description =
        "An API token, or an OIDC token of an issuer that the operator's policy names. Needed off"
            + " loopback.")
@SecurityScheme(
    name = "clientCertificate",
    type = SecuritySchemeType.MUTUALTLS,
    description = "A client certificate that the operator's policy names, instead of a token.")
@OpenAPIDefinition(
    info =
        @Info(
            title = "tlsmith",
            version = "0.1",
            description =
                "One TLS deployment spec in; Helm values, a docker-compose overlay, Kubernetes"
                    + " manifests, key stores and trust stores out, proven before they are handed"
                    + " out.",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")))
public final class Application {

  private Application() {}

  /**
   * The entry point.
   *
   * @param args Micronaut's command-line properties, e.g. {@code -micronaut.server.port=9000}
   */
  public static void main(String[] args) {
    Micronaut.build(args).banner(false).mainClass(Application.class).start();
  }
}

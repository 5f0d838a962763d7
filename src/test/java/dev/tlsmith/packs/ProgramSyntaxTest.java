package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.ProgramSyntax;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramSyntaxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen 8443 ssl;\nssl_verify_clienton;\n",
        "listen 8443 ssl\nssl_verify_client on;\n",
        "server {\n  ssl_verify_client perhaps;\n}\n",
        "events {}\nhttp {\n  server {\n    listen 8443 tls;\n  }\n}\n"
      })
  void aConfigurationThatNginxRefusesIsAFaultOfThePack(String text) throws IOException {
    assumeTrue(CommandLine.exists("nginx"), "nginx is not on the PATH");
    assertThat(ProgramSyntax.complaint("nginx/tls.conf", text)).contains("part.conf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen 8443 ssl;\nssl_certificate /none/tls.crt;\nssl_certificate_key /none/tls.key;\n",
        "upstream app {\n  server app.invalid:8080;\n}\nserver {\n  listen 8443;\n}\n",
        "events {}\nhttp {\n  server {\n    listen 8443;\n  }\n}\n"
      })
  void aConfigurationWhoseFilesAndHostsAreElsewherePasses(String text) throws IOException {
    assumeTrue(CommandLine.exists("nginx"), "nginx is not on the PATH");
    assertThat(ProgramSyntax.complaint("nginx.conf", text)).isEmpty();
  }

  @Test
  void aScriptThatBashCannotReadIsAFaultOfThePack() throws IOException {
    assertThat(ProgramSyntax.complaint("renew.sh", "if true; then\n  echo\n")).contains("line 3");
    assertThat(ProgramSyntax.complaint("renew.sh", "#!/usr/bin/env bash\necho\n")).isEmpty();
  }

  @Test
  void aModuleThatNodeCannotReadIsAFaultOfThePack() throws IOException {
    assumeTrue(CommandLine.exists("node"), "node is not on the PATH");
    assertThat(ProgramSyntax.complaint("tls.cjs", "module.exports = {\n")).contains("SyntaxError");
    assertThat(ProgramSyntax.complaint("tls.cjs", "module.exports = {};\n")).isEmpty();
  }
}

package dev.tlsmith.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxTest {

  @ParameterizedTest
  @CsvSource({
    "docker-compose.tls.yaml, YAML",
    "acme/helm/acme-tls/templates/route.yaml, HELM_TEMPLATE",
    "helm/values-tls.yaml, YAML",
    "a/b.yml, YAML",
    "broker.xml, XML",
    "tls/server.env, ENVIRONMENT",
    "renew.sh, SHELL",
    "settings.js, JAVASCRIPT",
    "node-tls.cjs, JAVASCRIPT",
    "nginx.conf, NGINX",
    "nginx/tls.conf, NGINX",
    "edge-nginx.tls.conf, NGINX",
    "engine-x.conf, TEXT",
    "yaml, TEXT",
    "TLS.md, MARKDOWN"
  })
  void theNameOfAFileSaysItsSyntax(String path, Syntax syntax) {
    assertThat(Syntax.of(path)).isEqualTo(syntax);
  }

  @ParameterizedTest
  @CsvSource({
    "settings, application/json, JSON",
    "settings.yaml, application/json, YAML",
    "settings, text/plain, TEXT"
  })
  void aNameThatSaysNothingLeavesItToTheMediaType(String path, String mediaType, Syntax syntax) {
    assertThat(Syntax.of(path, mediaType)).isEqualTo(syntax);
  }

  @ParameterizedTest
  @CsvSource({
    "YAML, 'a: 1|b: ]|', 2",
    "YAML, 'a: 1|a: 2|', 2",
    "JSON, '{\"a\": 1,|\"a\": 2}', 2",
    "TOML, 'a = 1|b 2', 2",
    "XML, '<a>|<b></a>', 2",
    "PROPERTIES, '# on|ssl.client.auth=need|ssl.enabledtrue', 3",
    "ENVIRONMENT, 'A=1||export B=2', 3",
    "ENVIRONMENT, 'A=1| B=2', 2"
  })
  void textThatBreaksItsSyntaxIsFoundWithItsLine(Syntax syntax, String text, int line) {
    assertThat(syntax.fault(text.replace('|', '\n'))).hasValue(line);
  }

  @ParameterizedTest
  @CsvSource({
    "YAML, 'a: 1|---|a: 2'",
    "JSON, '{\"a\": [1, 2]}'",
    "TOML, '[tls]|cert = \"/a\"'",
    "XML, '<?xml version=\"1.0\"?>|<a b=\"c\"/>'",
    "PROPERTIES, '! a|a.b = c\\|  d e|c:d|e\\=f=g'",
    "ENVIRONMENT, '# a|A=|B_1=x y=z|'"
  })
  void textThatKeepsItsSyntaxPasses(Syntax syntax, String text) {
    assertThat(syntax.fault(text.replace('|', '\n'))).isEmpty();
  }
}

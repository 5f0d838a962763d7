package dev.tlsmith.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of fields and variables that hold a secret are told from those that only speak of one. */
class SecretNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "pasword",
        "passowrd",
        "PassWord",
        "keyStorePassword",
        "MICRONAUT_SERVER_SSL_KEY_STORE_PASSWORD",
        "micronaut.server.ssl.keyStore.password",
        "key-store-password",
        "DB_PASS",
        "pwd",
        "passphrase",
        "passphrase.txt",
        "clientSecret",
        "API_TOKEN",
        "caPrivateKey",
        "key",
        "credentials"
      })
  void theNameOfASecretIsKnownInAnySpelling(String name) {
    assertThat(SecretName.is(name)).isTrue();
    assertThat(SecretName.isIn("/a/" + name + "/0")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "keyStore",
        "keyAlgorithm",
        "secretName",
        "hosts",
        "alias",
        "trustStore",
        "bypass",
        "author",
        "compass",
        "monkey",
        "product"
      })
  void whatOnlySpeaksOfASecretIsShown(String name) {
    assertThat(SecretName.is(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keyStore: {password: hunter2}",
        "password=hunter2",
        "a.pasword = hunter2",
        "\"password\": \"hunter2\"",
        "https://user:hunter2@example.org/a",
        "https://user:hun/hunter2@example.org/a"
      })
  void aTextThatNamesASecretIsNotQuoted(String text) {
    assertThat(Quoted.of(text)).doesNotContain("hunter2");
  }
}

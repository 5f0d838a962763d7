package dev.tlsmith.support;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Base64 in the files of a bundle, as its receiver finds it. */
public final class Base64Text {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9+/]{8,}={0,2}");

  private Base64Text() {}

  public static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  /** Everything in a text that reads as base64, decoded. */
  public static List<byte[]> hidden(String text) {
    return TOKEN
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(token -> token.length() % 4 == 0)
        .map(Base64.getDecoder()::decode)
        .toList();
  }
}

package dev.tlsmith.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.exceptions.HttpStatusException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The representations that a caller accepts: RFC 9110 §12.5.1. The most specific range that a
 * representation falls under gives its weight, and a weight of 0 excludes it. What is no media
 * range is passed over; without any range everything is accepted. Parameters other than the weight
 * do not count, since no representation here has any.
 */
final class Accept {

  private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");
  private static final Pattern WEIGHT_PARAMETER =
      Pattern.compile(";\\s*+q\\s*+=([^;]*+)", Pattern.CASE_INSENSITIVE);
  private static final BigDecimal NOT_ACCEPTED = BigDecimal.ZERO;

  private final List<Range> ranges;

  private Accept(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** A media range, and how much it is wanted. */
  private record Range(String type, String subtype, BigDecimal weight) {

    boolean includes(MediaType representation) {
      return (type.equals("*") || type.equalsIgnoreCase(representation.getType()))
          && (subtype.equals("*") || subtype.equalsIgnoreCase(representation.getSubtype()));
    }

    int specificity() {
      return (type.equals("*") ? 0 : 1) + (subtype.equals("*") ? 0 : 1);
    }

    static Optional<Range> parse(String text) {
      try {
        MediaType range = MediaType.of(text.strip());
        Matcher parameter = WEIGHT_PARAMETER.matcher(text);
        String weight = parameter.find() ? parameter.group(1).strip() : "1";
        return WEIGHT.matcher(weight).matches()
            ? Optional.of(new Range(range.getType(), range.getSubtype(), new BigDecimal(weight)))
            : Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /** What the headers of a request say. */
  static Accept of(HttpRequest<?> request) {
    List<Range> ranges = new ArrayList<>();
    for (String header : request.getHeaders().getAll(HttpHeaders.ACCEPT)) {
      for (String text : header.split(",", -1)) {
        Range.parse(text).ifPresent(ranges::add);
      }
    }
    return new Accept(ranges);
  }

  /** Of the only representation there is: itself, or 406. */
  MediaType choose(MediaType only) {
    return choose(List.of(only), Function.identity());
  }

  /**
   * The representation that is wanted most.
   *
   * @param offered what there is, the server's own preference first; not empty
   * @param mediaType of each
   * @throws HttpStatusException 406, if none of them is accepted
   */
  <T> T choose(List<T> offered, Function<T, MediaType> mediaType) {
    T best = offered.getFirst();
    BigDecimal most = NOT_ACCEPTED;
    for (T representation : offered) {
      BigDecimal weight = weight(mediaType.apply(representation));
      if (weight.compareTo(most) > 0) {
        best = representation;
        most = weight;
      }
    }
    if (most.signum() == 0) {
      String names =
          offered.stream().map(mediaType).map(MediaType::getName).collect(Collectors.joining(", "));
      throw new HttpStatusException(HttpStatus.NOT_ACCEPTABLE, names);
    }
    return best;
  }

  private BigDecimal weight(MediaType representation) {
    if (ranges.isEmpty()) {
      return BigDecimal.ONE;
    }
    return ranges.stream()
        .filter(range -> range.includes(representation))
        .max(Comparator.comparingInt(Range::specificity).thenComparing(Range::weight))
        .map(Range::weight)
        .orElse(NOT_ACCEPTED);
  }
}

package dev.tlsmith.listener;

import dev.tlsmith.problem.Problem;
import io.micronaut.http.HttpStatus;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;

/** What a request has to be (RFC 9112), where the codec reads on, or leaves it to the next. */
final class HttpRequestRules {

  private static final String CHUNKED = "chunked";
  private static final String IDENTITY = "identity";
  private static final int LONGEST_SHOWN = 40;
  private static final long MIB = 1 << 20;

  private final long maxBodyBytes;

  HttpRequestRules(long maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /** What is wrong with a part of a request, if anything. */
  Optional<Problem> check(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      return Optional.of(undecodable(part.decoderResult().cause()));
    }
    return part instanceof HttpRequest request ? head(request) : Optional.empty();
  }

  private static Problem undecodable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e ->
          Problem.of(
              HttpStatus.REQUEST_URI_TOO_LONG, "The request line is too long; shorten the URL.");
      case TooLongHttpHeaderException e ->
          Problem.of(
              HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
              "The headers are too large; send fewer or shorter ones.");
      default ->
          Problem.of(
              HttpStatus.BAD_REQUEST,
              "This is not a request of HTTP/1.1 (RFC 9112); is it HTTPS, or broken on the way?");
    };
  }

  private Optional<Problem> head(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return refuse("'%s' is not spoken here; use HTTP/1.1.", version);
    }
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || hosts == 0 && version.equals(HttpVersion.HTTP_1_1)) {
      return refuse("There are %s Host headers; send exactly one.", hosts);
    }
    String transfer = listed(request, HttpHeaderNames.TRANSFER_ENCODING);
    if (!transfer.isEmpty() && !transfer.equalsIgnoreCase(CHUNKED)) {
      return refuse("The transfer coding '%s' is not read here; use 'chunked'.", transfer);
    }
    String content = listed(request, HttpHeaderNames.CONTENT_ENCODING);
    if (!content.isEmpty() && !content.equalsIgnoreCase(IDENTITY)) {
      String detail = "The content coding '%s' is not read here; send the body as it is.";
      return Optional.of(
          Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail.formatted(shown(content))));
    }
    return length(request);
  }

  /** Judged by what is said, so that nobody is told to go on with a body that will be refused. */
  private Optional<Problem> length(HttpRequest request) {
    boolean tooLarge = HttpUtil.getContentLength(request, 0L) > maxBodyBytes;
    return tooLarge ? Optional.of(tooLarge()) : Optional.empty();
  }

  /** Of a body that is too large, or that takes too many bytes to send. */
  Problem tooLarge() {
    boolean whole = maxBodyBytes % MIB == 0;
    String most = whole ? maxBodyBytes / MIB + " MiB" : maxBodyBytes + " bytes";
    String detail = "The body is over %s as it is sent; send less, and in fewer chunks.";
    return Problem.of(HttpStatus.REQUEST_ENTITY_TOO_LARGE, detail.formatted(most));
  }

  private static Optional<Problem> refuse(String detail, Object value) {
    String text = detail.formatted(shown(value.toString()));
    return Optional.of(Problem.of(HttpStatus.BAD_REQUEST, text));
  }

  private static String shown(String value) {
    return value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "…" : value;
  }

  private static String listed(HttpRequest request, CharSequence header) {
    return String.join(", ", request.headers().getAll(header));
  }
}

package dev.tlsmith.request;

import dev.tlsmith.problem.InvalidSpecException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Takes a form apart, url-encoded (WHATWG URL) or multipart (RFC 7578), within bounds. */
final class FormDecoder {

  /** As many as a body in JSON can have values. */
  private static final int MOST_FIELDS = 10_000;

  private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
  private static final int LARGEST_BUFFER = 1 << 20;

  private FormDecoder() {}

  /** What becomes of a field, while the form is open. */
  interface Reading<T> {
    T of(HttpData field) throws IOException;
  }

  /**
   * The fields of a form, in their order.
   *
   * @throws InvalidSpecException if it is no form, or has very many fields
   */
  static <T> List<T> decode(byte[] body, String contentType, Reading<T> reading) {
    int start = startsWithByteOrderMark(body) ? BYTE_ORDER_MARK.length : 0;
    refuseTooManyFields(body, contentType);
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            "/",
            Unpooled.wrappedBuffer(body, start, body.length - start));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    List<T> fields = new ArrayList<>();
    HttpPostRequestDecoder decoder = null;
    try {
      decoder =
          new HttpPostRequestDecoder(
              new DefaultHttpDataFactory(false),
              request,
              StandardCharsets.UTF_8,
              MOST_FIELDS,
              LARGEST_BUFFER);
      for (InterfaceHttpData field : decoder.getBodyHttpDatas()) {
        fields.add(reading.of((HttpData) field));
      }
    } catch (HttpPostRequestDecoder.TooManyFormFieldsException e) {
      throw tooManyFields();
    } catch (RuntimeException | IOException e) { // the decoder stumbles in many ways
      throw BodyParser.refused("the body is not a valid form; send fields as name=value");
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
      request.release();
    }
    return fields;
  }

  private static boolean startsWithByteOrderMark(byte[] body) {
    int length = BYTE_ORDER_MARK.length;
    return body.length >= length && Arrays.equals(body, 0, length, BYTE_ORDER_MARK, 0, length);
  }

  /** Counted before it is decoded: each field begins with a sign of its own. */
  private static void refuseTooManyFields(byte[] body, String contentType) {
    byte[] sign = (isUrlEncoded(contentType) ? "&" : "\n--").getBytes(StandardCharsets.US_ASCII);
    int fields = 0;
    for (int at = 0; at <= body.length - sign.length && fields <= MOST_FIELDS; at++) {
      fields += Arrays.equals(body, at, at + sign.length, sign, 0, sign.length) ? 1 : 0;
    }
    if (fields > MOST_FIELDS) {
      throw tooManyFields();
    }
  }

  private static InvalidSpecException tooManyFields() {
    return BodyParser.refused(
        "the form has more than %d fields, and no spec does; send less".formatted(MOST_FIELDS));
  }

  static boolean isUrlEncoded(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
  }
}

package dev.tlsmith.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.body.MessageBodyWriter;
import io.micronaut.http.codec.CodecException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A bundle in the representations that are not JSON; JSON is Micronaut's own. */
final class BundleWriters {

  private BundleWriters() {}

  /** One representation: its media type, and how a bundle becomes its bytes. */
  private abstract static class Writer implements MessageBodyWriter<Bundle> {

    private final String mediaType;

    Writer(String mediaType) {
      this.mediaType = mediaType;
    }

    abstract byte[] bytes(Bundle bundle) throws IOException;

    @Override
    public boolean isWriteable(Argument<Bundle> type, @Nullable MediaType mediaType) {
      return mediaType != null && mediaType.matches(MediaType.of(this.mediaType));
    }

    @Override
    public void writeTo(
        Argument<Bundle> type,
        MediaType mediaType,
        Bundle bundle,
        MutableHeaders headers,
        OutputStream out)
        throws CodecException {
      try {
        headers.set(HttpHeaders.CONTENT_TYPE, this.mediaType);
        out.write(bytes(bundle));
      } catch (IOException e) {
        throw new CodecException("the bundle cannot be written", e);
      }
    }
  }

  /** {@code application/yaml}. */
  @Singleton
  @Produces(BundleController.YAML)
  static final class Yaml extends Writer {

    private static final ObjectMapper MAPPER =
        YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .addModule(new JavaTimeModule())
            .build();

    Yaml() {
      super(BundleController.YAML);
    }

    @Override
    byte[] bytes(Bundle bundle) throws IOException {
      return MAPPER.writeValueAsBytes(bundle);
    }
  }

  /** {@code application/zip}. */
  @Singleton
  @Produces(BundleController.ZIP)
  static final class Zip extends Writer {
    Zip() {
      super(BundleController.ZIP);
    }

    @Override
    byte[] bytes(Bundle bundle) {
      return Archives.zip(bundle);
    }
  }

  /** {@code application/gzip}: a tar archive. */
  @Singleton
  @Produces(BundleController.GZIP)
  static final class TarGz extends Writer {
    TarGz() {
      super(BundleController.GZIP);
    }

    @Override
    byte[] bytes(Bundle bundle) {
      return Archives.tarGz(bundle);
    }
  }
}

package dev.tlsmith.request;

import dev.tlsmith.inspection.GivenFile;
import dev.tlsmith.inspection.InspectionRequest;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is to be inspected: a multipart form with files and what is known of them, or a file
 * that is the whole body, whatever it is labelled as.
 */
@Singleton
public final class InspectionReader {

  private static final int MOST_FILES = 100;
  private static final int MOST_HOSTS = 100;
  private static final int MOST_PASSWORDS = 10;
  private static final int LONGEST_PASSWORD = 1_000;
  private static final int DEFAULT_WARNING_DAYS = 30;

  /** Up to 36,500, the longest life of a CA. */
  private static final Pattern DAYS = Pattern.compile("[0-9]{1,4}|[12][0-9]{4}|3[0-5][0-9]{3}");

  private static final Pattern FIELD = Pattern.compile("(?:file|hosts|password|spec|warningDays)=");

  private final SpecReader specs;

  InspectionReader(SpecReader specs) {
    this.specs = specs;
  }

  /**
   * What to look at.
   *
   * @param spec that the files are made for
   */
  public record Order(InspectionRequest inspection, Optional<SpecRequest> spec) {}

  /** What stands beside the body, in the query. */
  public record Query(List<String> hosts, @Nullable String file, @Nullable String warningDays) {}

  /** A field of the form; a file has its name. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Field(String name, String fileName, byte[] content) {

    static Field of(HttpData data) throws IOException {
      String fileName =
          data instanceof FileUpload upload && upload.getFilename() != null
              ? upload.getFilename()
              : "";
      return new Field(data.getName(), fileName, data.get());
    }

    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  /**
   * Reads a body.
   *
   * @param body null if it is empty
   * @throws InvalidSpecException if there is no file, or what is said of them is malformed, with
   *     every fault
   */
  public Order read(byte @Nullable [] body, @Nullable String contentType, Query query) {
    byte[] bytes = body == null ? new byte[0] : body;
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    List<Field> fields =
        type.startsWith("multipart/form-data")
            ? FormDecoder.decode(bytes, String.valueOf(contentType), Field::of)
            : List.of(whole(bytes, type, query));
    return new Assembly(query).read(fields);
  }

  private static Field whole(byte[] body, String type, Query query) {
    int start = Math.min(body.length, 20);
    String beginning = new String(body, 0, start, StandardCharsets.ISO_8859_1);
    if (type.startsWith("application/x-www-form-urlencoded")
        && FIELD.matcher(beginning).lookingAt()) {
      throw BodyParser.refused(
          "the body is a form without files; send them with curl -F file=@NAME, or one alone with"
              + " --data-binary @NAME");
    }
    return new Field("file", query.file() == null ? "body" : query.file(), body);
  }

  /** Puts together what the fields say. */
  private final class Assembly {

    private final List<Fault> faults = new ArrayList<>();
    private final List<GivenFile> files = new ArrayList<>();
    private final List<Secret> passwords = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private String warningDays;
    private Optional<SpecRequest> spec = Optional.empty();

    Assembly(Query query) {
      hosts.addAll(query.hosts());
      warningDays =
          query.warningDays() == null ? String.valueOf(DEFAULT_WARNING_DAYS) : query.warningDays();
    }

    Order read(List<Field> fields) {
      fields.forEach(this::add);
      bound("file", files.size(), MOST_FILES);
      bound("password", passwords.size(), MOST_PASSWORDS);
      bound("hosts", hosts.size(), MOST_HOSTS);
      if (files.isEmpty() && spec.isEmpty() && faults.isEmpty()) {
        refuse(
            "/file",
            "file-missing",
            "there is no file to look at; send one or several with curl -F file=@NAME, or one with"
                + " --data-binary @NAME");
      }
      List<SubjectAlternativeName> names = names();
      if (!DAYS.matcher(warningDays).matches()) {
        String detail = "warningDays is %s; give whole days from 0 to 35999";
        refuse("/warningDays", "out-of-range", detail.formatted(Quoted.of(warningDays)));
      }
      if (!faults.isEmpty()) {
        throw new InvalidSpecException(InvalidSpecException.Kind.MALFORMED, faults);
      }
      Duration soon = Duration.ofDays(Integer.parseInt(warningDays));
      return new Order(new InspectionRequest(files, passwords, names, soon), spec);
    }

    private void add(Field field) {
      switch (field.name()) {
        case "file" -> {
          String name = field.fileName().isEmpty() ? "file" : field.fileName();
          if (field.content().length > 0) {
            files.add(GivenFile.of(printable(name), field.content()));
          } else {
            refuse("/file", "file-missing", "the file %s is empty".formatted(Quoted.of(name)));
          }
        }
        case "password" -> passwords.add(Secret.of(password(field.text())));
        case "hosts" -> hosts.addAll(List.of(field.text().split("[,\\s]+")));
        case "warningDays" -> warningDays = field.text().strip();
        case "spec" -> readSpec(field.content());
        default ->
            refuse(
                "",
                "unknown-field",
                "the field %s is not known here; there are file, password, hosts, spec and warningDays"
                    .formatted(Quoted.of(field.name())));
      }
    }

    private String password(String text) {
      if (text.length() > LONGEST_PASSWORD) {
        refuse(
            "/password",
            "too-long",
            "a password has %d characters, and none that is tried has more than %d"
                .formatted(text.length(), LONGEST_PASSWORD));
      }
      return text;
    }

    private void readSpec(byte[] content) {
      try {
        spec = Optional.of(specs.read(content, "application/yaml")); // and so JSON
      } catch (InvalidSpecException e) {
        e.faults().forEach(fault -> faults.add(fault.below("/spec")));
      }
    }

    private List<SubjectAlternativeName> names() {
      List<SubjectAlternativeName> names = new ArrayList<>();
      for (String host : hosts) {
        try {
          names.add(SubjectAlternativeName.parse(host));
        } catch (IllegalArgumentException e) {
          refuse("/hosts", "malformed-host", String.valueOf(e.getMessage()));
        }
      }
      Stream<SubjectAlternativeName> specified =
          spec.stream()
              .flatMap(read -> read.spec().deployments().stream())
              .flatMap(deployment -> deployment.hosts().stream());
      return Stream.concat(names.stream(), specified).distinct().toList();
    }

    private void bound(String field, int number, int most) {
      if (number > most) {
        refuse(
            "/" + field,
            "too-many",
            "'%s' is given %d times, and at most %d are taken; send less, or an archive of the files"
                .formatted(field, number, most));
      }
    }

    private void refuse(String pointer, String code, String detail) {
      faults.add(new Fault(pointer, code, detail));
    }
  }

  /** A name that may be a key is none that an answer repeats. */
  private static String printable(String name) {
    return Quoted.of(name).startsWith("'") ? name : "file";
  }
}

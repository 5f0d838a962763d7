package dev.tlsmith.request;

import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A field of a form, or a file that stands for one.
 *
 * @param name path of the field in the spec, as the caller wrote it
 * @param file name of the file that it is, where it is one of several that are told apart by it;
 *     else {@code ""}
 * @param value its text; never printed, for it may be a secret
 */
record FormField(String name, String file, String value) {

  /** {@code existing.files}, in which each file stands by its name. */
  private static final String NAMED = "files";

  static FormField of(HttpData field) throws IOException {
    String name = field.getName();
    if (!(field instanceof FileUpload file)) {
      return new FormField(name, "", field.getString(StandardCharsets.UTF_8));
    }
    if (Base64File.isFor(name)) {
      return new FormField(name, "", Base64File.text(file.get()));
    }
    boolean named = name.substring(name.lastIndexOf('.') + 1).equals(NAMED);
    return new FormField(
        name, named ? file.getFilename() : "", field.getString(StandardCharsets.UTF_8));
  }

  /** Where its value stands: below the path that its name is, where the file's name counts too. */
  List<Object> below(List<Object> path) {
    List<Object> steps = new ArrayList<>(path);
    if (!file.isEmpty()) {
      steps.add(file);
    }
    return steps;
  }

  @Override
  public String toString() {
    return "FormField[%s]".formatted(name);
  }
}

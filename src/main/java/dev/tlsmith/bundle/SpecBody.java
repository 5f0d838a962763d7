package dev.tlsmith.bundle;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The body is a TLS deployment spec, in any of the forms that are read. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@RequestBody(
    required = true,
    description = "A TLS deployment spec",
    content = {
      @Content(mediaType = "application/json", schema = @Schema(ref = OpenApiDocument.SPEC)),
      @Content(mediaType = "application/yaml", schema = @Schema(ref = OpenApiDocument.SPEC)),
      @Content(
          mediaType = "application/x-www-form-urlencoded",
          schema = @Schema(ref = OpenApiDocument.SPEC)),
      @Content(mediaType = "multipart/form-data", schema = @Schema(ref = OpenApiDocument.SPEC))
    })
@interface SpecBody {}

package dev.tlsmith.http;

import dev.tlsmith.access.caller.CallerRates;
import dev.tlsmith.access.caller.Callers;
import dev.tlsmith.audit.RequestIds;
import dev.tlsmith.bundle.Bundle;
import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.bundle.BundleGenerator.Order;
import dev.tlsmith.bundle.Requester;
import dev.tlsmith.capacity.Capacity;
import dev.tlsmith.capacity.Capacity.Weight;
import dev.tlsmith.capacity.Client;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.request.SpecRequest;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bundles: a spec in, everything that puts its product behind TLS out. */
@Controller("/v1")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class BundleController {

  // A body that is empty is null here; Micronaut does not see JSpecify's annotation of an array.

  private final SpecReader reader;
  private final BundleGenerator generator;
  private final BundleEncoder encoder;
  private final Callers callers;
  private final CallerRates rates;
  private final Capacity capacity;

  BundleController(
      SpecReader reader,
      BundleGenerator generator,
      BundleEncoder encoder,
      Callers callers,
      CallerRates rates,
      Capacity capacity) {
    this.reader = reader;
    this.generator = generator;
    this.encoder = encoder;
    this.callers = callers;
    this.rates = rates;
    this.capacity = capacity;
  }

  /**
   * Makes a bundle, in the representation that Accept chooses: JSON by default, YAML, a zip archive
   * or a gzipped tar archive.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the bundle; it may hold private keys
   */
  @Post("/bundles")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> bundle(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    Representation chosen =
        Accept.of(http).choose(List.of(Representation.values()), Representation::mediaType);
    byte[] bytes = generate(body, contentType, http, bundle -> encoder.encode(bundle, chosen));
    return uncached(bytes).contentType(chosen.mediaType());
  }

  /**
   * Makes a bundle as a zip archive, whatever Accept says.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the archive; it may hold private keys
   */
  @Post("/bundles.zip")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> zip(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    return generate(
        body, contentType, http, bundle -> attachment(bundle, Representation.ZIP, "zip"));
  }

  /**
   * Makes a bundle as a gzipped tar archive, whatever Accept says.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the archive; it may hold private keys
   */
  @Post("/bundles.tgz")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> tgz(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    return generate(
        body, contentType, http, bundle -> attachment(bundle, Representation.GZIP, "tgz"));
  }

  /**
   * Renders one target's YAML alone, as one stream: for {@code helm -f -}, {@code kubectl apply
   * --server-side -f -} and {@code docker compose -f -}. For helm and compose no key is made and no
   * secret is inside.
   *
   * @param target compose, helm or kubernetes
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return YAML; warnings stand as comments on top
   */
  @Post("/render/{target}")
  @Produces(MediaType.ALL)
  HttpResponse<String> render(
      String target,
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    Target chosen = target(target);
    String yaml =
        switch (chosen) {
          case COMPOSE, HELM ->
              check(body, contentType, http, (spec, who) -> generator.render(spec, chosen, who));
          case KUBERNETES ->
              make(
                  body,
                  contentType,
                  http,
                  (spec, who) -> generator.order(spec, chosen, who),
                  order -> generator.stream(order, chosen));
        };
    return uncached(yaml).contentType(Representation.YAML.mediaType());
  }

  /**
   * Checks a spec and what is supplied with it, and makes nothing.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form
   * @param contentType of the body
   * @param http who asks
   * @return the warnings
   */
  @Post("/validations")
  @Produces(MediaType.ALL)
  HttpResponse<Validation> validate(
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    MediaType chosen = Accept.of(http).choose(MediaType.APPLICATION_JSON_TYPE);
    List<Warning> warnings = check(body, contentType, http, generator::validate);
    return uncached(new Validation(warnings)).contentType(chosen);
  }

  /**
   * A spec that can be fulfilled.
   *
   * @param warnings what the caller should know
   */
  @Introspected
  record Validation(List<Warning> warnings) {}

  private Requester requester(HttpRequest<?> http) {
    return new Requester(callers.of(http), RequestIds.of(http), ServiceAddress.of(http));
  }

  private Client client(HttpRequest<?> http) {
    return new Client(callers.shareOf(http), HttpConnection.of(http));
  }

  private <T> T generate(
      byte @Nullable [] body,
      @Nullable String contentType,
      HttpRequest<?> http,
      Function<Bundle, T> packed) {
    return make(
        body,
        contentType,
        http,
        generator::order,
        order -> packed.apply(generator.generate(order)));
  }

  /** What makes nothing. */
  private <T> T check(
      byte @Nullable [] body,
      @Nullable String contentType,
      HttpRequest<?> http,
      BiFunction<TlsSpec, Requester, T> work) {
    Requester requester = requester(http);
    return capacity.run(
        Weight.CHECK,
        client(http),
        () -> {
          SpecRequest request = reader.read(body, contentType);
          return request.answer(() -> work.apply(request.spec(), requester));
        });
  }

  /** Judges a spec, and makes what it asks for where its cost belongs. */
  private <T> T make(
      byte @Nullable [] body,
      @Nullable String contentType,
      HttpRequest<?> http,
      BiFunction<TlsSpec, Requester, Order> judge,
      Function<Order, T> work) {
    Requester requester = requester(http);
    Client client = client(http);
    record Judged(SpecRequest request, Order order) {}
    Judged judged =
        capacity.run(
            Weight.CHECK,
            client,
            () -> {
              SpecRequest request = reader.read(body, contentType);
              return new Judged(
                  request, request.answer(() -> judge.apply(request.spec(), requester)));
            });
    Duration cost = judged.order().cost().total();
    rates.spendCost(requester.caller(), cost);
    return capacity.run(
        Weight.ofBundle(cost),
        client,
        () -> judged.request().answer(() -> work.apply(judged.order())));
  }

  private static Target target(String name) {
    for (Target target : Target.values()) {
      if (target.id().equals(name)) {
        return target;
      }
    }
    String known = Arrays.stream(Target.values()).map(Target::id).collect(Collectors.joining(", "));
    String detail = "%s is not a target; use one of %s".formatted(Quoted.of(name), known);
    throw new InvalidSpecException(
        InvalidSpecException.Kind.MALFORMED, List.of(new Fault("", "unknown-target", detail)));
  }

  private static <T> MutableHttpResponse<T> uncached(T body) {
    return HttpResponse.ok(body).header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private HttpResponse<byte[]> attachment(
      Bundle bundle, Representation representation, String extension) {
    String name = bundle.deployments().getFirst().release().toLowerCase(Locale.ROOT);
    return uncached(encoder.encode(bundle, representation))
        .contentType(representation.mediaType())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s-tls.%s\"".formatted(name, extension));
  }
}

package dev.tlsmith.http;

import dev.tlsmith.access.caller.CallerRates;
import dev.tlsmith.access.caller.Callers;
import dev.tlsmith.audit.RequestIds;
import dev.tlsmith.bundle.BundleGenerator.Order;
import dev.tlsmith.bundle.EarlierBundle;
import dev.tlsmith.bundle.Requester;
import dev.tlsmith.capacity.Capacity;
import dev.tlsmith.capacity.Capacity.Weight;
import dev.tlsmith.capacity.Client;
import dev.tlsmith.request.ComparisonRequest;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.request.SpecRequest;
import dev.tlsmith.spec.TlsSpec;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the spec of a request, and works on it where its cost belongs, for its caller. */
@Singleton
final class SpecWork {

  private final SpecReader reader;
  private final Callers callers;
  private final CallerRates rates;
  private final Capacity capacity;

  SpecWork(SpecReader reader, Callers callers, CallerRates rates, Capacity capacity) {
    this.reader = reader;
    this.callers = callers;
    this.rates = rates;
    this.capacity = capacity;
  }

  /**
   * Work that makes nothing.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form; null if it is empty
   */
  <T> T check(
      byte @Nullable [] body,
      @Nullable String contentType,
      HttpRequest<?> http,
      BiFunction<TlsSpec, Requester, T> work) {
    return check(
        http,
        requester -> {
          SpecRequest request = reader.read(body, contentType);
          return request.answer(() -> work.apply(request.spec(), requester));
        });
  }

  /** The same for what is no spec. */
  <T> T check(HttpRequest<?> http, Function<Requester, T> work) {
    Requester requester = requester(http);
    return capacity.run(Weight.CHECK, client(http), () -> work.apply(requester));
  }

  /** Work that compares a spec with a bundle, and makes nothing. */
  <T> T compare(
      byte @Nullable [] body,
      @Nullable String contentType,
      HttpRequest<?> http,
      Comparison<T> work) {
    Requester requester = requester(http);
    return capacity.run(
        Weight.CHECK,
        client(http),
        () -> {
          ComparisonRequest request = reader.readComparison(body, contentType);
          EarlierBundle earlier = EarlierBundle.of(request.earlier(), request.at());
          return request.spec().answer(() -> work.of(request.spec().spec(), earlier, requester));
        });
  }

  /** What is made of a spec and what an earlier bundle says. */
  @FunctionalInterface
  interface Comparison<T> {
    T of(TlsSpec spec, EarlierBundle earlier, Requester requester);
  }

  /**
   * Judges a spec, and makes what it asks for.
   *
   * @param body a TLS deployment spec as JSON, YAML or a form; null if it is empty
   */
  <T> T make(
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

  private Requester requester(HttpRequest<?> http) {
    return new Requester(callers.of(http), RequestIds.of(http), ServiceAddress.of(http));
  }

  private Client client(HttpRequest<?> http) {
    return new Client(callers.shareOf(http), HttpConnection.of(http));
  }

  /** An answer that may hold keys. */
  static <T> MutableHttpResponse<T> uncached(T body) {
    return HttpResponse.ok(body).header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}

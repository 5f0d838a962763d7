package dev.tlsmith.http;

import dev.tlsmith.bundle.BundleGenerator;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.spec.Target;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One target's files alone, as a stream for the standard input of its tool. */
@Controller("/v1/render")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class RenderController {

  private final BundleGenerator generator;
  private final SpecWork work;

  RenderController(BundleGenerator generator, SpecWork work) {
    this.generator = generator;
    this.work = work;
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
  @Post("/{target}")
  @Produces(MediaType.ALL)
  HttpResponse<String> render(
      String target,
      @io.micronaut.core.annotation.Nullable @Body byte[] body,
      @Nullable @Header(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpRequest<?> http) {
    Target chosen = target(target);
    String yaml =
        chosen.streamsKeys()
            ? work.make(
                body,
                contentType,
                http,
                (spec, who) -> generator.order(spec, chosen, who),
                order -> generator.stream(order, chosen))
            : work.check(
                body, contentType, http, (spec, who) -> generator.render(spec, chosen, who));
    return SpecWork.uncached(yaml).contentType(Representation.YAML.mediaType());
  }

  private static Target target(String name) {
    List<Target> streamed = Arrays.stream(Target.values()).filter(Target::streams).toList();
    for (Target target : streamed) {
      if (target.id().equals(name)) {
        return target;
      }
    }
    String known = streamed.stream().map(Target::id).collect(Collectors.joining(", "));
    boolean files = Arrays.stream(Target.values()).anyMatch(target -> target.id().equals(name));
    String fault = files ? "%s is files and no stream" : "%s is not a target";
    String detail = (fault + "; use one of %s").formatted(Quoted.of(name), known);
    throw new InvalidSpecException(
        InvalidSpecException.Kind.MALFORMED, List.of(new Fault("", "unknown-target", detail)));
  }
}

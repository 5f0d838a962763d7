package dev.tlsmith.audit;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Problem;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.util.List;

/** Counts refusals by the rules that they name; one that names none by its status. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RefusalCount implements Ordered {

  private final Meters meters;

  RefusalCount(Meters meters) {
    this.meters = meters;
  }

  /** Around whatever refuses. */
  @Override
  public int getOrder() {
    return ServerFilterPhase.METRICS.before();
  }

  @ResponseFilter
  void count(HttpResponse<?> response) {
    if (response.body() instanceof Problem problem) {
      List<String> rules = problem.errors().stream().map(Fault::code).distinct().toList();
      if (rules.isEmpty()) {
        meters.refused(problem.status(), "http-" + problem.status());
      }
      rules.forEach(rule -> meters.refused(problem.status(), rule));
    }
  }
}

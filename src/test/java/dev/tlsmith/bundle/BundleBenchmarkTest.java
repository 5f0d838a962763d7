package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

/** The benchmark, unmeasured: that it still does what it would measure. */
class BundleBenchmarkTest {

  @Test
  void everyBenchmarkMakesWhatItMeasures() throws ReflectiveOperationException {
    List<Method> measured =
        Stream.of(BundleBenchmark.class.getMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .toList();
    assertThat(measured).hasSizeGreaterThan(3);
    BundleBenchmark benchmark = new BundleBenchmark();
    try {
      for (Method method : measured) {
        assertThat(method.invoke(benchmark)).as(method.getName()).isNotNull();
      }
    } finally {
      benchmark.stop();
    }
  }
}

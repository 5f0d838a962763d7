package dev.tlsmith.product.resolution;

import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.Termination;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The names besides the hosts that a file of the bundle, or the product itself, calls the program
 * by and checks: no certificate does without them, whatever its CA allows.
 */
final class RequiredNames {

  private RequiredNames() {}

  /**
   * Those of a deployment.
   *
   * @param ownCalls whether its components call each other over TLS
   */
  static List<SubjectAlternativeName> of(
      DeploymentModel.Modelled model,
      Termination termination,
      Set<Target> targets,
      String namespace,
      boolean ownCalls) {
    boolean inCluster = targets.stream().anyMatch(Target::inCluster);
    boolean onCompose = targets.stream().anyMatch(target -> target.base() == BaseFile.COMPOSE);
    Predicate<String> calledByTheEdge =
        name -> termination == Termination.BOTH && name.endsWith("." + namespace + ".svc");
    Predicate<String> calledInCluster =
        name -> ownCalls && inCluster && model.serviceNames().contains(name);
    Predicate<String> calledOnCompose =
        name -> ownCalls && onCompose && model.composeServices().containsKey(name);
    Predicate<String> required = calledByTheEdge.or(calledInCluster).or(calledOnCompose);
    return model.internalNames().stream().filter(name -> required.test(name.value())).toList();
  }
}

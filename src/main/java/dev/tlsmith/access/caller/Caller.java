package dev.tlsmith.access.caller;

import dev.tlsmith.access.policy.Policy;
import dev.tlsmith.access.policy.PolicyInput;
import dev.tlsmith.access.policy.PolicyJudge;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import io.micronaut.security.authentication.Authentication;
import java.util.List;
import java.util.Map;

/** A caller whom {@code policy.yaml} names, and the policy that holds for it. */
public final class Caller implements Authentication {

  private static final long serialVersionUID = 1L;

  /** Whoever calls on loopback while no policy is configured: may do everything. */
  public static final Caller ANYBODY = new Caller("anybody", Policy.EVERYTHING);

  private final String name;
  private final transient Policy policy;

  /**
   * A caller.
   *
   * @param name key of the entry in {@code policy.yaml}, e.g. {@code "payments-ci"}
   */
  public Caller(String name, Policy policy) {
    this.name = name;
    this.policy = policy;
  }

  /** As the policy file names it. */
  @Override
  public String getName() {
    return name;
  }

  /** None: what a token or certificate says besides is not ours to keep. */
  @Override
  public Map<String, Object> getAttributes() {
    return Map.of();
  }

  Policy policy() {
    return policy;
  }

  /**
   * Refuses what the policy does not allow.
   *
   * @throws InvalidSpecException 403 with every rule that is broken
   */
  public void require(PolicyInput input) {
    refuse(new PolicyJudge(name, policy).judge(input));
  }

  /**
   * Refuses a bundle with the key of a CA, whatever led to it.
   *
   * @throws InvalidSpecException 403 if the policy does not allow it
   */
  public void requireCaKey() {
    refuse(new PolicyJudge(name, policy).judgeCaKey());
  }

  private static void refuse(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.FORBIDDEN, faults);
    }
  }

  @Override
  public String toString() {
    return "Caller[" + name + "]";
  }
}

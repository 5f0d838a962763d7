package dev.tlsmith.bundle;

import dev.tlsmith.audit.IssuanceRecord;
import dev.tlsmith.audit.IssuanceRecord.Made;
import dev.tlsmith.audit.IssuanceRecord.Use;
import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.material.DeploymentIdentities;
import dev.tlsmith.material.ProvenDeployment;
import dev.tlsmith.spec.CertificateSource.KeyOrigin;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells which certificates of a bundle were made here, for the audit. */
final class IssuanceRecords {

  private IssuanceRecords() {}

  /**
   * Those of a whole bundle.
   *
   * @param authority that was made for it; null if none was
   */
  static IssuanceRecord of(
      TlsSpec spec,
      @Nullable CertificateAuthority authority,
      List<ProvenDeployment> proven,
      Requester requester) {
    List<Made> made = new ArrayList<>();
    if (authority != null) {
      made.add(new Made(Use.AUTHORITY, authority.certificate()));
    }
    proven.forEach(one -> add(spec, one, made));
    return new IssuanceRecord(
        requester.caller().getName(),
        requester.requestId(),
        spec.certificate().id(),
        proven.stream().map(one -> one.deployment().pack().id()).toList(),
        BundleText.digest(BundleAssembler.normalised(spec, proven)),
        made);
  }

  private static void add(TlsSpec spec, ProvenDeployment proven, List<Made> made) {
    DeploymentIdentities identities = proven.identities();
    boolean given = spec.certificate().keyOrigin() == KeyOrigin.SUPPLIED;
    boolean backend = proven.deployment().deployment().termination() == Termination.BOTH;
    if (!given || backend) {
      add(Use.SERVER, identities.application(), made);
    }
    if (!given) {
      add(Use.SERVER, identities.edge(), made);
    }
    identities.further().values().forEach(one -> add(Use.SERVER, one, made));
    add(Use.CLIENT, identities.client(), made);
  }

  private static void add(Use use, @Nullable TlsIdentity identity, List<Made> made) {
    if (identity != null) {
      made.add(new Made(use, identity.leaf()));
    }
  }
}

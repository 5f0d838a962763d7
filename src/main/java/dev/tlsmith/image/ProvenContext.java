package dev.tlsmith.image;

import dev.tlsmith.material.BundleFile;
import dev.tlsmith.proof.ImageReport;
import java.util.List;

/**
 * A build context that was proven.
 *
 * @param files by their paths in the context
 * @param notes what a reader does with it, in Markdown
 * @param checks how a reader asks the image what it trusts, in Markdown
 * @param proof what was shown of it
 */
public record ProvenContext(
    List<BundleFile> files, String notes, String checks, ImageReport proof) {

  public ProvenContext {
    files = List.copyOf(files);
  }
}

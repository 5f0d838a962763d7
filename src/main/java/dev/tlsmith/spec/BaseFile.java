package dev.tlsmith.spec;

/** A file of the caller's own that files of a bundle are laid over: a field of {@code existing}. */
public enum BaseFile {
  /** The values that the product's chart is installed with. */
  HELM_VALUES,
  /** The compose file of the project; what is laid over it lies beside it. */
  COMPOSE
}

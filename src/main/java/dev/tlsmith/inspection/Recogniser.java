package dev.tlsmith.inspection;

import dev.tlsmith.archive.Expansion;
import dev.tlsmith.certificate.encoding.BinaryForm;
import dev.tlsmith.certificate.encoding.DerivationBudget;
import dev.tlsmith.certificate.encoding.PemBlock;
import dev.tlsmith.inspection.Recognised.Other;
import dev.tlsmith.problem.SecretName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells what files are by their content, and looks into those that hold others: archives,
 * manifests, base64. What a password protects is opened last, when every file has been seen in
 * which one may stand.
 */
final class Recogniser {

  /** A store in base64 in a manifest in a compressed archive, and one more. */
  private static final int DEEPEST = 5;

  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_FILES = 500;
  private static final int MOST_PARTS = 2_000;

  private static final Pattern VARIABLE =
      Pattern.compile("(?:export )?([A-Za-z_]\\w{0,100}+)=(.*)");

  private final FindingCollector findings;
  private final Passwords passwords;
  private final TextForm textForm;
  private final DocumentReader documents;
  private final BlocksReader blocks;
  private final StoreReader stores;
  private final Expansion expansion = new Expansion(MOST_BYTES, MOST_FILES);
  private final Deque<Part> parts = new ArrayDeque<>();
  private final List<Closed> closed = new ArrayList<>();
  private final List<Recognised> recognised = new ArrayList<>();
  private int seen;

  Recogniser(FindingCollector findings, Passwords passwords) {
    DerivationBudget budget = new DerivationBudget();
    this.findings = findings;
    this.passwords = passwords;
    this.textForm = new TextForm(findings);
    this.documents = new DocumentReader(findings, passwords);
    this.blocks = new BlocksReader(findings, passwords, budget);
    this.stores = new StoreReader(findings, passwords, budget);
  }

  /** Something that is read when all passwords are known, and its place among the others. */
  private record Closed(int index, Supplier<Recognised> reading) {}

  /** Everything that the files are and hold, in their order. */
  List<Recognised> read(List<GivenFile> files) {
    for (GivenFile file : files) {
      parts.addLast(Part.of(file));
      while (!parts.isEmpty()) {
        recognise(parts.removeFirst());
      }
    }
    closed.forEach(one -> recognised.set(one.index(), one.reading().get()));
    return recognised;
  }

  private void recognise(Part part) {
    if (++seen > MOST_PARTS) {
      findings.error(
          part.location(),
          "too-many-parts",
          "there are more than %d files and parts of files, and the first are looked at; post fewer"
              .formatted(MOST_PARTS));
      parts.clear();
    } else if (part.depth() > DEEPEST) {
      findings.error(
          part.location(),
          "nested-too-deeply",
          "%s stands in %d archives, manifests or encodings, and is not looked into; post it by itself"
              .formatted(part.location(), part.depth()));
    } else if (Expansion.isArchive(part.content())) {
      expand(part);
    } else {
      BinaryForm.recognise(part.content())
          .ifPresentOrElse(form -> readBinary(part, form), () -> readText(part));
    }
  }

  private void expand(Part part) {
    recognised.add(new Other(part.location(), "archive"));
    try {
      List<Expansion.Member> members = expansion.members(part.content());
      for (Expansion.Member member : members.reversed()) {
        parts.addFirst(part.member(member.path(), member.content(), member.mode()));
      }
    } catch (Expansion.UnreadableException e) {
      findings.error(
          part.location(),
          "archive-unreadable",
          "%s is or holds %s; pack it anew, or post its files"
              .formatted(part.location(), e.getMessage()));
    }
  }

  private void readBinary(Part part, BinaryForm.Recognised form) {
    byte[] content = Arrays.copyOf(part.content(), form.end());
    Location location = part.location();
    if (form.end() < part.content().length) {
      findings.warn(
          location,
          "bytes-behind-der",
          "%s has %d bytes behind its end, which some programs pass over and others refuse; cut them"
                  .formatted(location, part.content().length - form.end())
              + " off, or export it once more");
    }
    switch (form.form()) {
      case PKCS12 -> later(location, () -> stores.pkcs12(location, content));
      case JKS -> later(location, () -> stores.jks(location, content));
      case JCEKS, BCFKS -> {
        String kind = form.form().name();
        recognised.add(new Other(location, kind.toLowerCase(Locale.ROOT)));
        findings.warn(
            location,
            "store-not-looked-into",
            ("%s is a key store of type %s, which few programs read and which is not looked into;"
                    + " convert it with 'keytool -importkeystore -srckeystore FILE -srcstoretype %s"
                    + " -destkeystore new.p12 -deststoretype PKCS12'")
                .formatted(location, kind, kind));
      }
      case CERTIFICATE,
          PKCS8_KEY,
          PKCS1_KEY,
          SEC1_KEY,
          REQUEST,
          PUBLIC_KEY,
          PKCS7,
          ENCRYPTED_KEY -> {
        PemBlock block = new PemBlock(form.form().label().orElseThrow(), Map.of(), content);
        later(location, () -> blocks.read(location, "der", List.of(block)).with(part.mode()));
      }
    }
  }

  private void later(Location location, Supplier<Recognised> reading) {
    closed.add(new Closed(recognised.size(), reading));
    recognised.add(new Other(location, "unread"));
  }

  private void readText(Part part) {
    Location location = part.location();
    Optional<String> read = textForm.read(location, part.content());
    if (read.isEmpty()) {
      tellUnknown(part, "unknown");
      return;
    }
    String text = read.get();
    if (TextForm.isPem(text)) {
      later(location, () -> blocks.read(location, text).with(part.mode()));
      return;
    }
    Optional<byte[]> decoded = EncodedContent.in(text);
    if (decoded.isPresent()) {
      findings.warn(
          location,
          "base64",
          "%s is base64 of what programs want to read; decode it, e.g. with 'base64 -d FILE'"
              .formatted(location));
      parts.addFirst(part.inside(location, decoded.get()));
      return;
    }
    List<Part> inner = new ArrayList<>();
    List<? extends Recognised> found = documents.read(part, text, inner);
    if (!found.isEmpty()) {
      recognised.addAll(found);
      inner.reversed().forEach(parts::addFirst);
    } else if (isEnvironment(text)) {
      recognised.add(new Other(location, "env"));
    } else if (text.contains("-----BEGIN ")) {
      later(location, () -> blocks.read(location, text).with(part.mode()));
    } else {
      tellUnknown(part, "text");
    }
  }

  /** Variables one a line; their values may be passwords. */
  private boolean isEnvironment(String text) {
    List<String> lines =
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    List<Matcher> variables =
        lines.stream().map(VARIABLE::matcher).filter(Matcher::matches).toList();
    if (lines.isEmpty() || variables.size() < lines.size()) {
      return false;
    }
    variables.stream()
        .filter(variable -> SecretName.is(variable.group(1)))
        .forEach(variable -> passwords.add(variable.group(2)));
    return true;
  }

  private void tellUnknown(Part part, String kind) {
    recognised.add(new Other(part.location(), kind));
    if (part.depth() == 0) {
      findings.warn(
          part.location(),
          "not-recognised",
          ("%s is nothing that is looked into: neither PEM, DER, a key store, a manifest, a compose"
                  + " file, values nor an archive of these; post one of them")
              .formatted(part.location()));
    }
  }
}

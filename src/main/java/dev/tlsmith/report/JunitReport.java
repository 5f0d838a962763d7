package dev.tlsmith.report;

import dev.tlsmith.problem.Severity;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Findings as the XML that JUnit's runners write and pipelines show: an error is a failure,
 * anything else a test that was skipped. Where nothing was found there is one test, which passed.
 */
public final class JunitReport {

  /** What XML 1.0 §2.2 has no place for. */
  private static final Pattern NO_CHARACTER =
      Pattern.compile("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

  private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

  private JunitReport() {}

  /**
   * The report.
   *
   * @param suite what was looked at, e.g. the name of a file
   */
  public static String of(List<Finding> findings, String suite) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XML.createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", clean(suite));
      xml.writeAttribute("tests", Integer.toString(Math.max(1, findings.size())));
      xml.writeAttribute("failures", Long.toString(errors(findings)));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", Long.toString(findings.size() - errors(findings)));
      xml.writeAttribute("time", "0");
      if (findings.isEmpty()) {
        xml.writeEmptyElement("testcase");
        attributes(xml, suite, "nothing was found");
      }
      for (Finding finding : findings) {
        write(xml, finding);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text of ours cannot be written", e);
    }
    return text + "\n";
  }

  private static long errors(List<Finding> findings) {
    return findings.stream().filter(one -> one.severity() == Severity.ERROR).count();
  }

  private static void write(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attributes(xml, finding.file(), (finding.code() + " " + finding.place()).strip());
    if (finding.severity() == Severity.ERROR) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", finding.code());
      xml.writeAttribute("message", clean(finding.message()));
      xml.writeEndElement();
    } else {
      xml.writeEmptyElement("skipped");
      xml.writeAttribute(
          "message", clean("%s: %s".formatted(finding.severity().word(), finding.message())));
    }
    xml.writeEndElement();
  }

  private static void attributes(XMLStreamWriter xml, String className, String name)
      throws XMLStreamException {
    xml.writeAttribute("classname", clean(className));
    xml.writeAttribute("name", clean(name));
    xml.writeAttribute("time", "0");
  }

  private static String clean(String text) {
    return NO_CHARACTER.matcher(text).replaceAll("\uFFFD");
  }
}

package dev.quotey.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What is built from what, and as whom it runs. */
class SupplyChainTest {
  private static final Pattern FIXED = Pattern.compile("\\d+(\\.\\d+)*(\\.Final)?");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{(.+)}");

  @Test
  @DisplayName("[SU1] every version of a dependency or a plugin is one release")
  void versions() throws Exception {
    Document pom = pom();
    Map<String, String> properties = new HashMap<>();
    NodeList declared =
        ((Element) pom.getElementsByTagName("properties").item(0)).getElementsByTagName("*");
    for (int i = 0; i < declared.getLength(); i++) {
      properties.put(declared.item(i).getNodeName(), declared.item(i).getTextContent());
    }
    List<String> versions = new ArrayList<>();
    for (String kind : List.of("dependency", "plugin", "path", "palantirJavaFormat")) {
      for (Element one : elements(pom, kind)) {
        NodeList version = one.getElementsByTagName("version");
        if (version.getLength() > 0) {
          Matcher property = PROPERTY.matcher(version.item(0).getTextContent());
          String text = property.matches()
              ? properties.get(property.group(1))
              : version.item(0).getTextContent();
          versions.add(text);
        }
      }
    }
    // The JDK is no dependency: any from 25 on will do.
    versions.remove(properties.get("jdk.version"));
    assertThat(versions)
        .hasSizeGreaterThan(30)
        .allMatch(text -> FIXED.matcher(text).matches());
  }

  @Test
  @DisplayName("[SU2] the build refuses versions that differ, snapshots, and plugins without one")
  void enforced() throws Exception {
    Document pom = pom();
    assertThat(List.of(
            "dependencyConvergence",
            "requireReleaseDeps",
            "banDuplicatePomDependencyVersions",
            "requirePluginVersions"))
        .allMatch(rule -> elements(pom, rule).size() == 1);
  }

  @Test
  @DisplayName("[SU3] the build makes a bill of materials")
  void bill() throws Exception {
    Element plugin = elements(pom(), "plugin").stream()
        .filter(one -> one.getTextContent().contains("cyclonedx-maven-plugin"))
        .findFirst()
        .orElseThrow();
    assertThat(plugin.getTextContent()).contains("package", "makeBom", "json");
  }

  @Test
  @DisplayName("[SU4] the container is nobody's root, writes to two folders, and has no capability")
  void container() throws IOException {
    String image = Files.readString(Path.of("docker/Dockerfile"));
    assertThat(image).containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$").doesNotContain(":latest");
    String node = Files.readString(Path.of("docker/compose.yaml"))
        .replaceAll("(?s).*(?=x-node:)", "")
        .replaceAll("(?s)\nservices:.*", "");
    assertThat(node)
        .contains("read_only: true", "tmpfs:\n    - /tmp:exec\n", "no-new-privileges:true")
        .containsPattern("cap_drop:\n\\s+- ALL");
    // Whatever runs the image takes it as it is.
    assertThat(Files.readString(Path.of("docker/compose.yaml")))
        .doesNotContain("privileged: true", "user: root", "cap_add");
  }

  private static Document pom() throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(Path.of("pom.xml").toFile());
  }

  private static List<Element> elements(Document pom, String name) {
    NodeList found = pom.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }
}

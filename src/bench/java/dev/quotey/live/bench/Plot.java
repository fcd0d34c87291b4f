package dev.quotey.live.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plot as plain SVG: bars, or lines over doubling steps. Both are on a logarithmic scale. */
final class Plot {
  private static final int WIDTH = 720;
  private static final int TOP = 40;
  private static final int ROW = 26;
  private static final int NAMES = 200;
  private static final int FIGURES = 90;
  private static final int HEIGHT = 320;
  private static final int MARGIN = 50;
  private static final List<String> COLORS =
      List.of("#1f6feb", "#d1242f", "#bf8700", "#1a7f37", "#8250df", "#57606a", "#0a7ea4");

  private final String title;
  private final List<Bar> bars = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();

  private record Bar(String name, double value) {}

  private record Line(String name, List<double[]> points) {}

  Plot(String title) {
    this.title = title;
  }

  void bar(String name, double value) {
    bars.add(new Bar(name, value));
  }

  /** @param points of x and y, both above 0, x rising */
  void line(String name, List<double[]> points) {
    lines.add(new Line(name, points));
  }

  String bars() {
    Scale scale = Scale.of(bars.stream().map(Bar::value).toList(), NAMES, WIDTH - FIGURES);
    StringBuilder svg = begin(TOP + ROW * bars.size() + 10);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int y = TOP + ROW * i;
      double end = Math.max(NAMES + 1, scale.at(bar.value()));
      text(svg, NAMES - 8, y + 14, "end", bar.name());
      svg.append(String.format(
          Locale.ROOT,
          "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
          NAMES,
          y,
          end - NAMES,
          ROW - 8,
          COLORS.getFirst()));
      text(svg, end + 6, y + 14, "start", FurtherTables.number(bar.value()));
    }
    return svg.append("</svg>\n").toString();
  }

  String lines() {
    List<double[]> all = lines.stream().flatMap(line -> line.points().stream()).toList();
    Scale across = Scale.of(all.stream().map(point -> point[0]).toList(), MARGIN, WIDTH - NAMES);
    Scale up = Scale.of(all.stream().map(point -> point[1]).toList(), HEIGHT - MARGIN, TOP);
    StringBuilder svg = begin(HEIGHT);
    all.stream()
        .mapToDouble(point -> point[0])
        .distinct()
        .sorted()
        .forEach(x -> text(svg, across.at(x), HEIGHT - MARGIN + 20, "middle", Report.whole(x)));
    for (double y = up.low; y <= up.high * 1.01; y *= 10) {
      text(svg, MARGIN - 8, up.at(y) + 4, "end", FurtherTables.number(y));
      svg.append(String.format(
          Locale.ROOT,
          "<path d=\"M%d %.1fH%d\" stroke=\"#d0d7de\"/>%n",
          MARGIN,
          up.at(y),
          WIDTH - NAMES));
    }
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), i, across, up);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void draw(StringBuilder svg, Line line, int number, Scale across, Scale up) {
    String color = COLORS.get(number % COLORS.size());
    StringBuilder path = new StringBuilder();
    for (double[] point : line.points()) {
      path.append(String.format(
          Locale.ROOT,
          "%s%.1f %.1f",
          path.isEmpty() ? "M" : "L",
          across.at(point[0]),
          up.at(point[1])));
    }
    svg.append(String.format(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, color));
    int y = TOP + 20 * number;
    svg.append(String.format(
        "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
        WIDTH - NAMES + 16, y, color));
    text(svg, WIDTH - NAMES + 36, y + 6, "start", line.name());
  }

  private StringBuilder begin(int height) {
    StringBuilder svg = new StringBuilder(String.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"13\">%n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n",
        WIDTH, height, WIDTH, height));
    text(svg, 10, 22, "start", title + " (logarithmic)");
    return svg;
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        text));
  }

  /** From a power of ten to another. */
  private record Scale(double low, double high, double from, double to) {
    private static Scale of(List<Double> values, double from, double to) {
      double low = values.stream().filter(one -> one > 0).min(Double::compare).orElse(1.0);
      double high = values.stream().max(Double::compare).orElse(10.0);
      double floor = Math.pow(10, Math.floor(Math.log10(low)));
      return new Scale(
          floor, Math.max(floor * 10, Math.pow(10, Math.ceil(Math.log10(high)))), from, to);
    }

    private double at(double value) {
      return from + (to - from) * Math.log10(Math.max(low, value) / low) / Math.log10(high / low);
    }
  }
}

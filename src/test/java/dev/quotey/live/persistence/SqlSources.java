package dev.quotey.live.persistence;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Finds SQL in a source that is not a constant. SQL may be a literal, a constant that is one, a
 * constant of the classes of statements, or a file of the jar. A private method that hands its
 * parameter on is held to the same at each of its calls.
 */
final class SqlSources extends TreePathScanner<Void, Void> {
  /** Classes of nothing but statements. */
  private static final Set<String> STATEMENTS = Set.of("Sql", "OutboxSql");

  /** Methods of the drivers whose first argument is SQL. */
  private static final Set<String> PREPARED =
      Set.of("preparedQuery", "prepareStatement", "prepare");

  /** Those of JDBC that take SQL without values; the others of these names take a tuple. */
  private static final Set<String> PLAIN =
      Set.of("execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "addBatch");

  private final Set<String> constants = new HashSet<>();
  private final Set<String> statements = new HashSet<>();
  private final Map<String, MethodTree> methods = new HashMap<>();
  private final Map<String, Integer> passing = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final boolean isListOfStatements;

  private SqlSources(CompilationUnitTree unit) {
    String name = ((ClassTree) unit.getTypeDecls().getFirst()).getSimpleName().toString();
    isListOfStatements = STATEMENTS.contains(name);
    declarations().scan(unit, null);
  }

  /** What is wrong in {@code source}, one text for each place. */
  static List<String> faults(String source) throws IOException {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, null, List.of("-proc:none"), null, List.of(file));
    List<String> all = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      if (!unit.getTypeDecls().isEmpty() && unit.getTypeDecls().getFirst() instanceof ClassTree) {
        SqlSources scanner = new SqlSources(unit);
        int known;
        do {
          known = scanner.passing.size();
          scanner.faults.clear();
          scanner.scan(unit, null);
        } while (scanner.passing.size() > known);
        all.addAll(scanner.faults);
      }
    }
    return all;
  }

  /** Notes what the rest is compared with: constants, methods, variables of JDBC statements. */
  private TreePathScanner<Void, Void> declarations() {
    return new TreePathScanner<>() {
      @Override
      public Void visitVariable(VariableTree variable, Void unused) {
        boolean constant = variable.getModifiers().getFlags().contains(Modifier.FINAL)
            && getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
        if (constant && isText(variable.getInitializer())) {
          constants.add(variable.getName().toString());
        }
        if (variable.getType() != null && variable.getType().toString().equals("Statement")) {
          statements.add(variable.getName().toString());
        }
        return super.visitVariable(variable, null);
      }

      @Override
      public Void visitMethod(MethodTree method, Void unused) {
        methods.put(method.getName().toString(), method);
        return super.visitMethod(method, null);
      }
    };
  }

  @Override
  public Void visitVariable(VariableTree variable, Void unused) {
    boolean text = variable.getType() != null && variable.getType().toString().equals("String");
    boolean member = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
    if (isListOfStatements && text && member && !isText(variable.getInitializer())) {
      faults.add(variable.getName() + " is not one literal");
    }
    return super.visitVariable(variable, null);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
    int place = place(call);
    if (place >= 0 && call.getArguments().size() > place) {
      check(call, call.getArguments().get(place));
    }
    if (call.getMethodSelect() instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("query")) {
      faults.add("a query without parameters: " + call);
    }
    return super.visitMethodInvocation(call, null);
  }

  /** Which argument of the call is SQL; -1 where none is. */
  private int place(MethodInvocationTree call) {
    if (call.getMethodSelect() instanceof MemberSelectTree select) {
      String name = select.getIdentifier().toString();
      boolean jdbc = select.getExpression() instanceof IdentifierTree variable
          && statements.contains(variable.getName().toString());
      boolean chained = select.getExpression() instanceof MethodInvocationTree made
          && made.getMethodSelect().toString().endsWith("createStatement");
      return PREPARED.contains(name) || (PLAIN.contains(name) && (jdbc || chained)) ? 0 : -1;
    }
    return call.getMethodSelect() instanceof IdentifierTree own
        ? passing.getOrDefault(own.getName().toString(), -1)
        : -1;
  }

  private void check(MethodInvocationTree call, ExpressionTree sql) {
    if (isText(sql) || isStatement(sql) || isFile(sql)) {
      return;
    }
    Optional<MethodTree> around = method();
    int parameter = around.map(method -> parameter(method, sql)).orElse(-1);
    if (parameter < 0) {
      faults.add("SQL that is not a constant: " + call);
    } else {
      passing.put(around.get().getName().toString(), parameter);
    }
  }

  private static boolean isText(ExpressionTree value) {
    return value instanceof LiteralTree literal && literal.getKind() == Tree.Kind.STRING_LITERAL;
  }

  private boolean isStatement(ExpressionTree sql) {
    return switch (sql) {
      case IdentifierTree own -> constants.contains(own.getName().toString());
      case MemberSelectTree member -> STATEMENTS.contains(member.getExpression().toString());
      default -> false;
    };
  }

  private static boolean isFile(ExpressionTree sql) {
    return sql instanceof MethodInvocationTree call
        && call.getMethodSelect().toString().equals("SqlFile.read")
        && isText(call.getArguments().getFirst());
  }

  private Optional<MethodTree> method() {
    for (Tree tree : getCurrentPath()) {
      if (tree instanceof MethodTree method) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  /** Which parameter of a private method of the source the SQL is. */
  private int parameter(MethodTree method, ExpressionTree sql) {
    boolean known = methods.get(method.getName().toString()) == method
        && method.getModifiers().getFlags().contains(Modifier.PRIVATE);
    for (int i = 0; known && i < method.getParameters().size(); i++) {
      if (sql instanceof IdentifierTree name
          && method
              .getParameters()
              .get(i)
              .getName()
              .contentEquals(name.getName().toString())) {
        return i;
      }
    }
    return -1;
  }
}

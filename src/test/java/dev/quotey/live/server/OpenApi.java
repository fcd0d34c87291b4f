package dev.quotey.live.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.util.Set;
import java.util.TreeSet;

/** The served OpenAPI document, to hold answers against. Blocks. */
final class OpenApi {
  private static final String JSON = "application/json";

  private final OpenAPIContract contract;
  private final ResponseValidator validator;
  private final Set<String> answered = new TreeSet<>();

  /** Fails where the document breaks the schema of OpenAPI 3.1. */
  OpenApi(Vertx vertx, JsonObject document) {
    contract = await(OpenAPIContract.from(vertx, withoutCsv(document)));
    validator = ResponseValidator.create(vertx, contract);
  }

  /** The validator refuses to read what it cannot check, and it cannot check CSV. */
  private static JsonObject withoutCsv(JsonObject document) {
    JsonObject copy = document.copy();
    JsonObject quote = copy.getJsonObject("paths").getJsonObject("/api/quotes/{id}");
    quote
        .getJsonObject("get")
        .getJsonObject("responses")
        .getJsonObject("200")
        .getJsonObject("content")
        .remove("text/csv");
    quote
        .getJsonObject("put")
        .getJsonObject("requestBody")
        .getJsonObject("content")
        .remove("text/csv");
    return copy;
  }

  /** Throws where the answer is not what the document says of this call. */
  void check(String method, String path, int status, JsonObject body) {
    Operation operation =
        contract.findOperation(path.replaceFirst("\\?.*", ""), HttpMethod.valueOf(method));
    answered.add(operation.getOperationId());
    await(validator.validate(
        ValidatableResponse.create(status, Buffer.buffer(body.encode()), JSON),
        operation.getOperationId()));
  }

  /** The operations that no answer was checked of. */
  Set<String> unanswered() {
    Set<String> operations = new TreeSet<>();
    contract.operations().forEach(operation -> operations.add(operation.getOperationId()));
    operations.removeAll(answered);
    return operations;
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}

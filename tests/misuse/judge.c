/* What the header promises of every output. */
#include "judge.h"

void poison_outputs(call *c) {
  memset(c->out, CALL_POISON, sizeof c->out);
  for (int i = 0; i < c->of->parameter_count; i++)
    if (c->of->parameters[i].kind == KIND_OUT_STRUCT)
      memset(c->structs[i] + sizeof(uint32_t), CALL_POISON,
             STRUCT_ROOM - sizeof(uint32_t));
}

static bool all_are(const unsigned char *bytes, size_t count, unsigned char value) {
  for (size_t i = 0; i < count; i++)
    if (bytes[i] != value) return false;
  return true;
}

static void check_struct(call *c, int i) {
  const struct_info *info = c->of->parameters[i].info;
  const unsigned char *bytes = c->structs[i];
  uint32_t size;
  memcpy(&size, bytes, sizeof size);
  size_t written = size == info->bytes ? info->bytes : sizeof size;
  CHECK(all_are(bytes + written, STRUCT_ROOM - written, CALL_POISON),
        "%s is written beyond what its size allows", info->name);
  for (int f = 1; f < info->field_count && written == info->bytes; f++) {
    const struct_field *field = &info->fields[f];
    const unsigned char *at = bytes + field->offset;
    CHECK(!all_are(at, field->bytes, CALL_POISON), "%s is not written", field->name);
    CHECK(c->status == LUAVM_OK || all_are(at, field->bytes, 0),
          "%s is not 0 after a failure", field->name);
  }
}

static void check_result(const luavm_result *r, luavm_status status) {
  bool ended = status != LUAVM_PENDING && status != LUAVM_YIELDED;
  if (r == NULL && starving) return;
  CHECK((r == NULL) == (status == LUAVM_FORKED), "result %p", (const void *)r);
  if (r == NULL) return;
  CHECK(r->struct_size == sizeof *r && r->status == status, "result says %d",
        r->status);
  CHECK(!ended || (r->message.length == 0) == (status == LUAVM_OK), "message %s",
        r->message.data);
  CHECK(r->message.data[r->message.length] == 0, "no NUL after the message");
  CHECK(status == LUAVM_OK || !ended || r->value_count == 0, "values after a failure");
  CHECK(vm_result_free((luavm_result *)(uintptr_t)r) == LUAVM_OK, "result not freed");
}

static void check_error(luavm_buffer *error, luavm_status status) {
  bool none = status == LUAVM_OK || status == LUAVM_FORKED;
  if (error == NULL && starving) return;
  CHECK((error == NULL) == none, "error %p with %s", (void *)error,
        luavm_status_name(status));
  if (error == NULL) return;
  CHECK(error->length > 0 && error->data[error->length] == 0, "no message");
  CHECK(luavm_buffer_free(error) == LUAVM_OK, "message not freed");
}

static void check_text(luavm_buffer *text, luavm_status status) {
  CHECK((text != NULL) == (status == LUAVM_OK), "text %p", (void *)text);
  if (text == NULL) return;
  CHECK(text->length > 0 && text->data[text->length] == 0, "no text");
  CHECK(luavm_buffer_free(text) == LUAVM_OK, "text not freed");
}

static void check_response(luavm_http_response *r, luavm_status status) {
  if (r == NULL && starving) return;
  CHECK((r == NULL) == (status == LUAVM_FORKED), "response %p", (void *)r);
  if (r == NULL) return;
  CHECK(r->struct_size == sizeof *r && r->status == status, "response says %d",
        r->status);
  CHECK((r->message.length == 0) == (status == LUAVM_OK), "message %s",
        r->message.data);
  CHECK((r->code == 200) == (status == LUAVM_OK), "code %d", (int)r->code);
  CHECK(r->body.data[r->body.length] == 0, "no NUL after the body");
  CHECK(http_free(r) == LUAVM_OK, "response not freed");
}

static void check_policy(luavm_policy policy, luavm_status status) {
  CHECK((policy != 0) == (status == LUAVM_OK), "policy %llx",
        (unsigned long long)policy);
  if (policy != 0)
    CHECK(policy_free(policy) == LUAVM_OK, "the new policy is not freed");
}

static void check_store(luavm_store store, luavm_status status) {
  CHECK((store != 0) == (status == LUAVM_OK), "store %llx", (unsigned long long)store);
  if (store != 0) CHECK(store_free(store) == LUAVM_OK, "the new store is not freed");
}

static void check_socket(luavm_ws socket, luavm_status status) {
  CHECK((socket != 0) == (status == LUAVM_OK), "socket %llx",
        (unsigned long long)socket);
  if (socket != 0) CHECK(ws_free(socket) == LUAVM_OK, "the new socket is not freed");
}

static void check_handle(luavm_vm vm, luavm_status status) {
  CHECK((vm != 0) == (status == LUAVM_OK), "handle %llx", (unsigned long long)vm);
  if (vm != 0) CHECK(vm_free(vm) == LUAVM_OK, "the new VM is not freed");
}

static void check_template(luavm_template templ, luavm_status status) {
  CHECK((templ != 0) == (status == LUAVM_OK), "template %llx",
        (unsigned long long)templ);
  if (templ != 0)
    CHECK(template_free(templ) == LUAVM_OK, "the new template is not freed");
}

/* One that a VM freed meanwhile has given is gone with it. */
static void check_reference(const call *c, luavm_ref reference) {
  CHECK((reference != 0) == (c->status == LUAVM_OK), "reference %llx",
        (unsigned long long)reference);
  if (reference == 0) return;
  luavm_status status = vm_release(c->slots[0].n, &reference, 1);
  CHECK(status == LUAVM_OK || status == LUAVM_HANDLE, "the reference: %s",
        luavm_status_name(status));
}

void check_output(call *c, int i) {
  if (c->slots[i].p == NULL) return;
  switch (c->of->parameters[i].kind) {
    case KIND_OUT_TEMPLATE:
      check_template(c->out[i].templ, c->status);
      break;
    case KIND_OUT_POLICY:
      check_policy(c->out[i].policy, c->status);
      break;
    case KIND_OUT_STORE:
      check_store(c->out[i].store, c->status);
      break;
    case KIND_OUT_SOCKET:
      check_socket(c->out[i].socket, c->status);
      break;
    case KIND_OUT_REFERENCE:
      check_reference(c, c->out[i].reference);
      break;
    case KIND_OUT_POINTER:
      CHECK((c->out[i].pointer != NULL) == (c->status == LUAVM_OK), "memory %p",
            c->out[i].pointer);
      break;
    case KIND_OUT_HANDLE:
      check_handle(c->out[i].vm, c->status);
      break;
    case KIND_OUT_RESULT:
      check_result(c->out[i].result, c->status);
      break;
    case KIND_OUT_RESPONSE:
      check_response(c->out[i].response, c->status);
      break;
    case KIND_OUT_TEXT:
      check_text(c->out[i].buffer, c->status);
      break;
    case KIND_OUT_BUFFER:
      check_error(c->out[i].buffer, c->status);
      break;
    case KIND_OUT_NUMBER:
      CHECK(!all_are((unsigned char *)&c->out[i], sizeof(uint64_t), CALL_POISON),
            "%s is not written", c->of->parameters[i].name);
      CHECK(c->status == LUAVM_OK || c->out[i].number == 0, "a figure after a failure");
      break;
    case KIND_OUT_FLAG:
      CHECK(c->out[i].flag == 0 || (c->status == LUAVM_OK && c->out[i].flag == 1),
            "%s is %d", c->of->parameters[i].name, (int)c->out[i].flag);
      break;
    case KIND_OUT_CODE:
      CHECK(c->out[i].flag >= 0 && (c->status == LUAVM_OK || c->out[i].flag == 0),
            "%s is %d", c->of->parameters[i].name, (int)c->out[i].flag);
      break;
    case KIND_OUT_STRUCT:
      check_struct(c, i);
      break;
    default:
      break;
  }
}

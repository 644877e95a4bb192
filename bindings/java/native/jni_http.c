#include <stdlib.h>

#include "jni_nouns.h"

_Static_assert(sizeof(luavm_http_field) == 2 * sizeof(luavm_bytes),
               "a field is two texts");

luavm_http_field *fields_from_java(JNIEnv *env, jbyteArray from, jintArray lengths,
                                   size_t *count) {
  const size_t texts = (size_t)(*env)->GetArrayLength(env, lengths);
  const size_t bytes = (size_t)(*env)->GetArrayLength(env, from);
  *count = texts / 2;
  /* The fields, then their lengths, then their texts. */
  luavm_http_field *fields =
      malloc((*count + 1) * sizeof *fields + texts * sizeof(jint) + bytes);
  if (fields == NULL) {
    throw_out_of_memory(env, "no native memory for header fields");
    return NULL;
  }
  jint *sizes = (jint *)(void *)(fields + *count + 1);
  char *text = (char *)(sizes + texts);
  (*env)->GetIntArrayRegion(env, lengths, 0, (jsize)texts, sizes);
  (*env)->GetByteArrayRegion(env, from, 0, (jsize)bytes, (jbyte *)text);
  luavm_bytes *parts = (luavm_bytes *)(void *)fields;
  for (size_t i = 0; i < texts; i++) {
    parts[i] = (luavm_bytes){text, (size_t)sizes[i]};
    text += sizes[i];
  }
  return fields;
}

/* Puts bytes into an array of arrays. Returns 0 with an exception pending. */
static int put_bytes(JNIEnv *env, jobjectArray to, size_t place, luavm_bytes bytes) {
  if (bytes.length > ARRAY_MAX) {
    throw_out_of_memory(env, "an answer is larger than a Java array can be");
    return 0;
  }
  jbyteArray copy = (*env)->NewByteArray(env, (jsize)bytes.length);
  if (copy == NULL) return 0;
  (*env)->SetByteArrayRegion(env, copy, 0, (jsize)bytes.length,
                             (const jbyte *)bytes.data);
  (*env)->SetObjectArrayElement(env, to, (jsize)place, copy);
  (*env)->DeleteLocalRef(env, copy); /* there may be more than a frame has room for */
  return !(*env)->ExceptionCheck(env);
}

/* message, URL, body, and the fields, name and value in turn. Returns NULL with an
 * exception pending. */
static jobjectArray parts_of(JNIEnv *env, const luavm_http_response *response) {
  jclass kind = (*env)->FindClass(env, "[B");
  if (kind == NULL) return NULL;
  jobjectArray parts =
      (*env)->NewObjectArray(env, (jsize)(3 + 2 * response->field_count), kind, NULL);
  if (parts == NULL || !put_bytes(env, parts, 0, response->message) ||
      !put_bytes(env, parts, 1, response->url) ||
      !put_bytes(env, parts, 2, response->body))
    return NULL;
  for (size_t i = 0; i < response->field_count; i++)
    if (!put_bytes(env, parts, 3 + 2 * i, response->fields[i].name) ||
        !put_bytes(env, parts, 4 + 2 * i, response->fields[i].value))
      return NULL;
  return parts;
}

/* head: receives the response itself. Returns its parts; NULL where the library has no
 * response, or with an exception pending. */
static jobjectArray request(JNIEnv *env, jclass native, jbyteArray from, jbyteArray url,
                            jbyteArray method, jbyteArray texts, jintArray lengths,
                            jbyteArray body, jbyteArray head) {
  (void)native;
  luavm_http_request asked;
  struct_from_java(env, from, &asked, sizeof asked);
  luavm_http_response *response = NULL;
  luavm_http_field *fields = NULL;
  char *place = NULL, *verb = NULL, *sent = NULL;
  jobjectArray parts = NULL;
  if ((place = copy_of(env, url, &asked.url_length)) != NULL &&
      (verb = copy_of(env, method, &asked.method_length)) != NULL &&
      (fields = fields_from_java(env, texts, lengths, &asked.field_count)) != NULL &&
      (sent = copy_of(env, body, &asked.body_length)) != NULL) {
    asked.url = place;
    asked.method = verb;
    asked.fields = fields;
    asked.body = sent;
    luavm_http_response none = {.struct_size = sizeof none};
    none.status = http_request(&asked, &response);
    struct_to_java(env, response != NULL ? response : &none, sizeof none, head);
    if (response != NULL) parts = parts_of(env, response);
    http_free(response);
  }
  free(place);
  free(verb);
  free(fields);
  free(sent);
  return parts;
}

static const JNINativeMethod methods[] = {
    METHOD("httpRequest", "([B[B[B[B[I[B[B)[[B", request),
};

jboolean register_http(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}

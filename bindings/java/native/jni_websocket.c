#include <stdlib.h>

#include "jni_nouns.h"

static jint connect_to(JNIEnv *env, jclass native, jbyteArray from, jbyteArray url,
                       jbyteArray texts, jintArray lengths, jbyteArray protocols,
                       jlongArray to, jobjectArray said) {
  (void)native;
  luavm_ws_options options;
  struct_from_java(env, from, &options, sizeof options);
  luavm_ws made = 0;
  luavm_buffer *error = NULL;
  luavm_status status = LUAVM_MEMORY;
  luavm_http_field *fields = NULL;
  char *place = NULL, *names = NULL;
  if ((place = copy_of(env, url, &options.url_length)) != NULL &&
      (fields = fields_from_java(env, texts, lengths, &options.field_count)) != NULL &&
      (names = copy_of(env, protocols, &options.protocols_length)) != NULL) {
    options.url = place;
    options.fields = fields;
    options.protocols = names;
    status = ws_connect(&options, &made, &error);
    const jlong number = (jlong)made;
    (*env)->SetLongArrayRegion(env, to, 0, 1, &number);
    hand_over_error(env, error, said);
  }
  free(place);
  free(fields);
  free(names);
  return status;
}

static jint send_message(JNIEnv *env, jclass native, jlong socket, jint kind,
                         jbyteArray message, jlong timeout, jobjectArray said) {
  (void)native;
  size_t length;
  char *data = copy_of(env, message, &length);
  if (data == NULL) return LUAVM_MEMORY;
  luavm_buffer *error;
  luavm_status status =
      ws_send((luavm_ws)socket, kind, data, length, (uint64_t)timeout, &error);
  free(data);
  hand_over_error(env, error, said);
  return status;
}

/* to: receives the kind and the close code. The message comes as errors do. */
static jint receive(JNIEnv *env, jclass native, jlong socket, jlong timeout,
                    jintArray to, jobjectArray message, jobjectArray said) {
  (void)native;
  int32_t kind, code;
  luavm_buffer *data, *error;
  luavm_status status =
      ws_receive((luavm_ws)socket, (uint64_t)timeout, &kind, &code, &data, &error);
  const jint numbers[] = {kind, code};
  (*env)->SetIntArrayRegion(env, to, 0, 2, numbers);
  hand_over_error(env, error, said);
  hand_over_error(env, data, message);
  return status;
}

static jint close_politely(JNIEnv *env, jclass native, jlong socket, jint code,
                           jbyteArray reason, jlong timeout, jobjectArray said) {
  (void)native;
  size_t length;
  char *words = copy_of(env, reason, &length);
  if (words == NULL) return LUAVM_MEMORY;
  luavm_buffer *error;
  luavm_status status =
      ws_close((luavm_ws)socket, code, words, length, (uint64_t)timeout, &error);
  free(words);
  hand_over_error(env, error, said);
  return status;
}

static jint free_socket(JNIEnv *env, jclass native, jlong socket) {
  (void)env, (void)native;
  return ws_free((luavm_ws)socket);
}

static const JNINativeMethod methods[] = {
    METHOD("wsConnect", "([B[B[B[I[B[J[[B)I", connect_to),
    METHOD("wsSend", "(JI[BJ[[B)I", send_message),
    METHOD("wsReceive", "(JJ[I[[B[[B)I", receive),
    METHOD("wsClose", "(JI[BJ[[B)I", close_politely),
    METHOD("wsFree", "(J)I", free_socket),
};

jboolean register_websocket(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}

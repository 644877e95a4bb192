#include <stdlib.h>

#include "jni_nouns.h"
#include "result.h"

/* A source with its options; text and name are to be freed. */
typedef struct source {
  char *text;
  size_t length;
  char *name;
  luavm_eval_options options;
} source;

/* Returns 0 with an exception pending. End with source_free in any case. */
static int source_from_java(JNIEnv *env, jbyteArray text, jbyteArray name,
                            jbyteArray options, source *to) {
  *to = (source){0};
  struct_from_java(env, options, &to->options, sizeof to->options);
  to->text = copy_of(env, text, &to->length);
  if (to->text == NULL) return 0;
  to->name = copy_of(env, name, &to->options.chunk_name_length);
  to->options.chunk_name = to->name;
  return to->name != NULL;
}

static void source_free(source *source) {
  free(source->name);
  free(source->text);
}

static jbyteArray eval(JNIEnv *env, jclass native, jlong vm, jbyteArray text,
                       jbyteArray chunk_name, jbyteArray options) {
  (void)native;
  source given;
  jbyteArray answer = NULL;
  if (source_from_java(env, text, chunk_name, options, &given)) {
    luavm_result *result;
    luavm_status status =
        vm_eval((luavm_vm)vm, given.text, given.length, &given.options, &result);
    answer = result_to_java(env, (luavm_vm)vm, status, result);
  }
  source_free(&given);
  return answer;
}

static jbyteArray load(JNIEnv *env, jclass native, jlong vm, jbyteArray text,
                       jbyteArray chunk_name, jbyteArray options, jlongArray function) {
  (void)native;
  source given;
  jbyteArray answer = NULL;
  if (source_from_java(env, text, chunk_name, options, &given)) {
    luavm_result *result;
    luavm_ref reference = 0;
    luavm_status status = vm_load((luavm_vm)vm, given.text, given.length,
                                  &given.options, &reference, &result);
    const jlong number = (jlong)reference;
    (*env)->SetLongArrayRegion(env, function, 0, 1, &number);
    answer = result_to_java(env, (luavm_vm)vm, status, result);
    if (answer == NULL) vm_release((luavm_vm)vm, &reference, 1);
  }
  source_free(&given);
  return answer;
}

/* The first value is the function. */
static jbyteArray call(JNIEnv *env, jclass native, jlong vm, jbyteArray message,
                       jbyteArray from) {
  (void)native;
  luavm_eval_options options;
  struct_from_java(env, from, &options, sizeof options);
  values_in values;
  void *room = values_from_java(env, message, &values);
  if (room == NULL) return NULL;
  luavm_result *result;
  luavm_status status = vm_call((luavm_vm)vm, values.values, values.values + 1,
                                values.value_count - 1, &options, &result);
  free(room);
  return result_to_java(env, (luavm_vm)vm, status, result);
}

static jbyteArray resume(JNIEnv *env, jclass native, jlong vm, jbyteArray message,
                         jbyteArray from) {
  (void)native;
  luavm_eval_options options;
  struct_from_java(env, from, &options, sizeof options);
  values_in values;
  void *room = values_from_java(env, message, &values);
  if (room == NULL) return NULL;
  luavm_result *result;
  luavm_status status = vm_resume((luavm_vm)vm, values.status, values.values,
                                  values.value_count, &options, &result);
  free(room);
  return result_to_java(env, (luavm_vm)vm, status, result);
}

static const JNINativeMethod methods[] = {
    METHOD("eval", "(J[B[B[B)[B", eval),
    METHOD("load", "(J[B[B[B[J)[B", load),
    METHOD("call", "(J[B[B)[B", call),
    METHOD("resume", "(J[B[B)[B", resume),
};

jboolean register_eval(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}

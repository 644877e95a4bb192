#include <stdlib.h>

#include "jni_nouns.h"

static jint make_policy(JNIEnv *env, jclass native, jbyteArray json, jbyteArray name,
                        jbyteArray folder, jlongArray to, jobjectArray message) {
  (void)native;
  luavm_policy_options options = {.struct_size = sizeof options};
  luavm_policy made = 0;
  luavm_buffer *error = NULL;
  luavm_status status = LUAVM_MEMORY;
  char *document = NULL, *called = NULL, *place = NULL;
  if ((document = copy_of(env, json, &options.json_length)) != NULL &&
      (called = copy_of(env, name, &options.name_length)) != NULL &&
      (place = copy_of(env, folder, &options.folder_length)) != NULL) {
    options.json = document;
    options.name = called;
    options.folder = place;
    status = policy_new(&options, &made, &error);
    const jlong number = (jlong)made;
    (*env)->SetLongArrayRegion(env, to, 0, 1, &number);
    hand_over_error(env, error, message);
  }
  free(document);
  free(called);
  free(place);
  return status;
}

static jint free_policy(JNIEnv *env, jclass native, jlong policy) {
  (void)env, (void)native;
  return policy_free((luavm_policy)policy);
}

/* The text comes as messages do: there is no other. */
static jint show_policy(JNIEnv *env, jclass native, jbyteArray name, jobjectArray to) {
  (void)native;
  size_t length;
  char *wanted = copy_of(env, name, &length);
  if (wanted == NULL) return LUAVM_MEMORY;
  luavm_buffer *json;
  luavm_status status = policy_show(wanted, length, &json);
  free(wanted);
  hand_over_error(env, json, to);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("policyNew", "([B[B[B[J[[B)I", make_policy),
    METHOD("policyFree", "(J)I", free_policy),
    METHOD("policyShow", "([B[[B)I", show_policy),
};

jboolean register_policies(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}

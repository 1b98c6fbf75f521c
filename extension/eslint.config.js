import noUnsanitized from "eslint-plugin-no-unsanitized";

export default [
  { ignores: ["node_modules/**"] },
  noUnsanitized.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    rules: {
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-shadow": "error",
      "no-self-compare": "error",
      "no-constant-condition": ["error", { checkLoops: false }],
      "no-fallthrough": "error",
      "no-dupe-keys": "error",
      "no-unreachable": "error",
    },
  },
  { files: ["content/**/*.js", "reader/**/*.js"], languageOptions: { sourceType: "script" } },
];

"""The command line: what it refuses, all at once, and what it writes."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import make_checkpoint
import synthetic

EXPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "export.py")
NAMES = ["--joints", "a,b,c,d,e,f", "--state-joints", "a,b,c,d,e", "--fps", "25"]


class CommandTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.out = os.path.join(self.folder, "package")

    def checkpoint(self, case="act_pre_norm", **changes):
        folder = os.path.join(self.folder, "checkpoint")
        make_checkpoint.write(synthetic.golden(case), folder, **changes)
        return folder

    def run_export(self, *arguments):
        done = subprocess.run([sys.executable, EXPORT, "lerobot", *arguments, "--verify", "off"], capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def refused(self, *arguments):
        code, output, errors = self.run_export(*arguments, "--out", self.out)
        self.assertEqual((1, ""), (code, output), errors)
        self.assertNotIn("Traceback", errors)
        self.assertFalse(os.path.exists(self.out))
        self.assertFalse(os.path.exists(self.out + ".new"))
        return errors

    def test_lists_everything_that_is_missing(self):
        errors = self.refused(os.path.join(self.folder, "nowhere"), "--dataset", self.folder)
        self.assertIn("nowhere: expected a folder", errors)
        self.assertIn("info.json: expected the description of a LeRobot dataset", errors)
        self.assertIn("rate of the actions: expected --fps", errors)

    def test_lists_everything_that_is_wrong_with_a_checkpoint(self):
        features = {"observation.state": {"type": "STATE", "shape": [5]}, "observation.environment_state": {"type": "ENV", "shape": [4]}}
        errors = self.refused(self.checkpoint(input_features=features, vision_backbone="vit"))
        self.assertIn("observation.environment_state, the state of a simulated environment", errors)
        self.assertIn("at least one camera", errors)

    def test_lists_values_names_and_weights_together(self):
        folder = self.checkpoint(n_action_steps=9, feedforward_activation="glu", chunk_size=7)
        errors = self.refused(folder, "--joints", "a,b,c", "--camera", "side=left")
        self.assertIn("n_action_steps of at most chunk_size (7), got 9", errors)
        self.assertIn("feedforward_activation one of relu, gelu, got 'glu'", errors)
        self.assertIn("names of action (--joints): expected 6", errors)
        self.assertIn("--camera side=left: expected OLD=NEW with OLD one of front", errors)
        self.assertIn("names of observation.state: expected 5 joint names, by --state-joints", errors)
        self.assertIn("rate of the actions", errors)

    def test_weights_that_do_not_fit_are_named(self):
        errors = self.refused(self.checkpoint(chunk_size=7, n_encoder_layers=1), *NAMES)
        self.assertIn("model.safetensors: model.decoder_pos_embed.weight: expected [7, 32], got [8, 32]", errors)
        self.assertIn("model.safetensors: model.encoder.layers.1.linear1.weight: expected no such parameter", errors)
        self.assertIn("more parameters do not fit config.json", errors)

    def test_configuration_without_sense(self):
        folder = self.checkpoint()
        self.assertIn("config.json: expected sizes that go together", self.refused(self.checkpoint(dim_feedforward=-1), *NAMES))
        for content, expected in (("[]", "an object with input_features"), ("{", "expected JSON"), ('{"input_features": {"a": 3}}', "an object with")):
            with open(os.path.join(folder, "config.json"), "w") as file:
                file.write(content)
            self.assertIn(expected, self.refused(folder, *NAMES))

    def test_unknown_policy_and_full_folder(self):
        os.makedirs(self.out)
        with open(os.path.join(self.out, "precious"), "w"):
            pass
        code, _, errors = self.run_export(self.checkpoint(type="smolvla"), *NAMES, "--out", self.out)
        self.assertEqual(1, code)
        self.assertIn("expected type act or diffusion, got 'smolvla'", errors)
        self.assertIn("--force replaces it", errors)
        self.assertEqual(["precious"], os.listdir(self.out))

    def test_names_that_the_robot_lacks(self):
        profile = os.path.join(self.folder, "arm.yaml")
        with open(profile, "w") as file:
            json.dump({"joints": [{"name": name} for name in "abcdxyz"], "cameras": [{"name": "side"}]}, file)
        errors = self.refused(self.checkpoint(), *NAMES, "--robot", profile)
        self.assertIn("expected the joints e, f, got a, b, c, d, x, y, z", errors)
        self.assertIn("expected no joint that the policy does not move, got x, y, z", errors)
        self.assertIn("expected the cameras front", errors)

    def test_dataset_and_options_reach_the_manifest(self):
        dataset = os.path.join(self.folder, "dataset")
        os.makedirs(os.path.join(dataset, "meta"))
        names = ["a.pos", "b.pos", "c.pos", "d.pos", "e.pos", "gripper"]
        with open(os.path.join(dataset, "meta", "info.json"), "w") as file:
            features = {"action": {"names": {"motors": names}}, "observation.state": {"names": names[:5]}}
            features["observation.images.front"] = {"names": ["height", "width", "channel"]}
            json.dump({"fps": 30, "robot_type": "so101_follower", "features": features}, file)
        code, output, errors = self.run_export(
            self.checkpoint(temporal_ensemble_coeff=0.02, n_action_steps=1), "--dataset", dataset, "--out", self.out,
            "--camera", "front=overhead", "--resize", "bilinear", "--degrees", "--task", "pick", "--name", "picker")
        self.assertEqual(0, code, errors)
        self.assertIn("not computed", output)
        with open(os.path.join(self.out, "manifest.json")) as file:
            manifest = json.load(file)
        own = manifest["x-robotpolicy"]
        self.assertEqual("picker", manifest["policy"]["name"])
        self.assertEqual(names, manifest["robots"][0]["action"]["order"])
        self.assertEqual("so101_follower", manifest["robots"][0]["type"])
        self.assertEqual({"a.pos": "a", "b.pos": "b", "c.pos": "c", "d.pos": "d", "e.pos": "e"}, own["joints"])
        self.assertEqual({"representation": "absolute", "dt": 1 / 30}, own["action"])
        self.assertEqual({"type": "temporal_ensemble", "decay": 0.02}, own["executor"])
        self.assertEqual({"angle": "deg"}, own["units"])
        self.assertEqual("overhead", manifest["cameras"][0]["name"])
        self.assertEqual(["resize", "to_float_tensor", "normalize"], [step["type"] for step in manifest["preprocessors"]])
        resize = {"type": "resize", "features": ["observation.images.overhead"], "height": 64, "width": 96, "interpolation": "bilinear"}
        self.assertEqual(resize, manifest["preprocessors"][0])
        self.assertEqual({"manifest.json", "model.onnx", "stats.safetensors", "parity.safetensors", "report.md"}, set(os.listdir(self.out)))

    def test_configuration_of_2024(self):
        case = synthetic.golden("act_pre_norm")
        folder = self.checkpoint(old=True)
        config = case["config"]
        for key in ("type", "normalization_mapping", "temporal_ensemble_coeff"):
            config.pop(key, None)
        inputs, outputs = config.pop("input_features"), config.pop("output_features")
        config.update(
            input_shapes={name: entry["shape"] for name, entry in inputs.items()}, output_shapes={"action": outputs["action"]["shape"]},
            input_normalization_modes={name: "mean_std" for name in inputs}, output_normalization_modes={"action": "mean_std"})
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(config, file)
        code, output, errors = self.run_export(folder, *NAMES, "--out", self.out)
        self.assertEqual(0, code, errors)
        self.assertIn("buffers in model.safetensors", output)
        self.assertEqual(3, output.count("| mean_std, eps 1e-08 |"))


if __name__ == "__main__":
    unittest.main()

"""The reference loop: its schedule against published values, and what it must do whatever the network is."""

import unittest

import numpy as np

import context  # noqa: F401
from exporter import networks, sampling


def config(**changes):
    return dict(networks.DEFAULTS["diffusion"], **changes)


class SamplingTests(unittest.TestCase):
    def test_share_of_the_clean_sample(self):
        bars = sampling.alpha_bars(config(num_train_timesteps=100))
        np.testing.assert_allclose(bars[[0, 50, 90, 99]], [0.99936872, 0.47826463, 0.01954438, 2.428572e-7], rtol=1e-5)
        bars = sampling.alpha_bars(config(num_train_timesteps=1000, beta_schedule="linear"))
        np.testing.assert_allclose(bars[[100, 999]], [0.89514159, 4.03583e-5], rtol=1e-5)
        bars = sampling.alpha_bars(config(num_train_timesteps=1000, beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012))
        np.testing.assert_allclose(bars[[500, 999]], [0.27633268, 0.0046601], rtol=1e-5)

    def test_network_that_knows_the_answer(self):
        answer = np.random.RandomState(0).uniform(-0.9, 0.9, (8, 2))
        for kind in ("DDIM", "DDPM"):
            for prediction in ("epsilon", "sample", "v_prediction"):
                each = config(noise_scheduler_type=kind, num_inference_steps=16, prediction_type=prediction)
                bars, visited = sampling.alpha_bars(each), []

                def predict(sample, timestep):
                    visited.append(timestep)
                    bar = bars[timestep]
                    noise = (sample - np.sqrt(bar) * answer) / np.sqrt(1 - bar)
                    return {"epsilon": noise, "sample": answer, "v_prediction": np.sqrt(bar) * noise - np.sqrt(1 - bar) * answer}[prediction]

                noise = np.random.RandomState(1).standard_normal((sampling.draws(each), 8, 2))
                np.testing.assert_allclose(sampling.denoise(each, predict, noise), answer, atol=1e-9)
                self.assertEqual(list(range(90, -1, -6)), visited)

    def test_clips_the_clean_sample(self):
        each = config(noise_scheduler_type="DDIM", num_inference_steps=5, prediction_type="sample", clip_sample_range=0.5)
        far = sampling.denoise(each, lambda sample, _: np.full_like(sample, 3.0), np.zeros((1, 4, 1)))
        np.testing.assert_allclose(far, 0.5)

    def test_specification_says_what_matters(self):
        self.assertEqual(
            {"type": "ddpm", "num_train_timesteps": 100, "beta_schedule": "squaredcos_cap_v2", "prediction_type": "epsilon",
             "clip_sample": True, "clip_sample_range": 1.0}, sampling.specification(config()))
        changes = {"noise_scheduler_type": "DDIM", "beta_schedule": "linear", "clip_sample": False, "num_inference_steps": 10}
        other = sampling.specification(config(**changes))
        self.assertEqual((0.0001, 0.02), (other["beta_start"], other["beta_end"]))
        self.assertEqual((False, 10), (other["clip_sample"], other["num_inference_steps"]))
        self.assertNotIn("clip_sample_range", other)


if __name__ == "__main__":
    unittest.main()

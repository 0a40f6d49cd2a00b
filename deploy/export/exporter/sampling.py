"""The denoising loop as LeRobot runs it, for the parity file: DDPM (Ho et al., arXiv 2006.11239) and DDIM (Song et al., arXiv
2010.02502) with diffusers' defaults: timesteps in equal steps down to 0, fixed small variance, the clean sample clipped."""

import math

import numpy as np


def specification(config):
    """x-robotpolicy.sampler of a configuration."""
    spec = {"type": config["noise_scheduler_type"].lower(), "num_train_timesteps": config["num_train_timesteps"],
            "beta_schedule": config["beta_schedule"], "prediction_type": config["prediction_type"]}
    if config["beta_schedule"] != "squaredcos_cap_v2":
        spec.update(beta_start=config["beta_start"], beta_end=config["beta_end"])
    spec["clip_sample"] = bool(config["clip_sample"])
    if config["clip_sample"]:
        spec["clip_sample_range"] = config["clip_sample_range"]
    if config["num_inference_steps"] is not None:
        spec["num_inference_steps"] = config["num_inference_steps"]
    return spec


def alpha_bars(config):
    """The share of the clean sample that is left at each training timestep."""
    total = config["num_train_timesteps"]
    first, last = config["beta_start"], config["beta_end"]
    if config["beta_schedule"] == "linear":
        betas = np.linspace(first, last, total)
    elif config["beta_schedule"] == "scaled_linear":
        betas = np.linspace(math.sqrt(first), math.sqrt(last), total) ** 2
    else:
        share = np.cos((np.arange(total + 1) / total + 0.008) / 1.008 * math.pi / 2) ** 2
        betas = np.minimum(1 - share[1:] / share[:-1], 0.999)
    return np.cumprod(1 - betas)


def denoise(config, predict, noise):
    """From noise [draws, horizon, A] to the sample [horizon, A] in double precision; `predict` maps a sample and a timestep.

    The first draw is what the loop starts from; DDPM takes one more in each step but the last.
    """
    bars, total = alpha_bars(config), config["num_train_timesteps"]
    count = config["num_inference_steps"] or total
    stride = total // count
    draws = iter(noise.astype(np.float64))
    sample = next(draws)
    for timestep in range((count - 1) * stride, -1, -stride):
        bar, later = bars[timestep], bars[timestep - stride] if timestep >= stride else 1.0
        answer = predict(sample, timestep)
        if config["prediction_type"] == "epsilon":
            clean = (sample - math.sqrt(1 - bar) * answer) / math.sqrt(bar)
        elif config["prediction_type"] == "sample":
            clean = answer
        else:
            clean = math.sqrt(bar) * sample - math.sqrt(1 - bar) * answer
        direction = (sample - math.sqrt(bar) * clean) / math.sqrt(1 - bar)
        if config["clip_sample"]:
            clean = np.clip(clean, -config["clip_sample_range"], config["clip_sample_range"])
        if config["noise_scheduler_type"] == "DDIM":
            sample = math.sqrt(later) * clean + math.sqrt(1 - later) * direction
            continue
        alpha = bar / later
        sample = (math.sqrt(later) * (1 - alpha) * clean + math.sqrt(alpha) * (1 - later) * sample) / (1 - bar)
        if timestep > 0:
            sample = sample + math.sqrt(max((1 - later) / (1 - bar) * (1 - alpha), 1e-20)) * next(draws)
    return sample


def draws(config):
    """How often noise is drawn."""
    return (config["num_inference_steps"] or config["num_train_timesteps"]) if config["noise_scheduler_type"] == "DDPM" else 1

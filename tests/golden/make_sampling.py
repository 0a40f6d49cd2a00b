#!/usr/bin/env python3
"""Writes tests/golden/sampling/: whole sampling loops, one JSON file each, in double precision.

Independent of the C# samplers: every step is written as its paper has it, one value at a time, never in the affine form that
the samplers compile it to. Only the standard library is used. A file holds the sampler as a manifest would state it, the shape,
what the network was told at each call, and the result. Network and noise are formulas, which the tests repeat:

    network(x, t)[i] = 0.6·x[i]/√(1 + x[i]²) + 0.1·x[i+1 mod row] − 0.05·sin(0.1·t + i mod row) + shift
    noise[k]         = 1.2·sin(12.9898·(k + 1)), k counting every value that was ever drawn

where shift is 0.3 in unconditioned rows, and t is that of the position where positions have their own.
Run without arguments; the files are committed, and the tests read them.
"""
import json
import math
import pathlib


class Noise:
    def __init__(self):
        self.count = 0

    def draw(self, n):
        values = [1.2 * math.sin(12.9898 * (self.count + k + 1)) for k in range(n)]
        self.count += n
        return values


class Network:
    """Works on a list of rows; t is a number, or a list with one number for each position."""

    def __init__(self, width, guidance=1.0):
        self.width = width
        self.guidance = guidance
        self.calls = []

    def row(self, x, t, shift):
        n = len(x)
        at = lambda i: t[i // self.width] if isinstance(t, list) else t
        return [0.6 * x[i] / math.sqrt(1 + x[i] ** 2) + 0.1 * x[(i + 1) % n] - 0.05 * math.sin(0.1 * at(i) + i) + shift
                for i in range(n)]

    def __call__(self, rows, t):
        self.calls.append(list(t) if isinstance(t, list) else t)
        conditioned = [self.row(x, t, 0.0) for x in rows]
        if self.guidance == 1.0:
            return conditioned
        free = [self.row(x, t, 0.3) for x in rows]
        return [[u + self.guidance * (c - u) for c, u in zip(cs, us)] for cs, us in zip(conditioned, free)]


def alpha_bars(spec):
    n = spec["num_train_timesteps"]
    kind = spec.get("beta_schedule", "squaredcos_cap_v2")
    start, end = spec.get("beta_start", 1e-4), spec.get("beta_end", 0.02)
    share = lambda t: t / (n - 1) if n > 1 else 0.0
    cosine = lambda u: math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2
    beta = {
        "linear": lambda t: start + share(t) * (end - start),
        "scaled_linear": lambda t: (math.sqrt(start) + share(t) * (math.sqrt(end) - math.sqrt(start))) ** 2,
        "squaredcos_cap_v2": lambda t: min(1 - cosine((t + 1) / n) / cosine(t / n), 0.999),
    }[kind]
    product, table = 1.0, []
    for t in range(n):
        product *= 1 - beta(t)
        table.append(product)
    return table


def timesteps(spec):
    if "timesteps" in spec:
        return spec["timesteps"]
    total = spec["num_train_timesteps"]
    n = spec.get("num_inference_steps", 1 if spec["type"] == "consistency" else total)
    spacing = spec.get("timestep_spacing", "trailing" if spec["type"] == "consistency" else "leading")
    if spacing == "trailing":
        return [round(total - i * total / n) - 1 for i in range(n)]
    points = n + 1 if spec["type"] == "dpm_solver_pp" else n
    if spacing == "leading":
        grid = [i * (total // points) + spec.get("steps_offset", 0) for i in range(points)]
    else:
        grid = [round(i * (total - 1) / (points - 1)) if points > 1 else 0 for i in range(points)]
    return grid[::-1][:n]


def clamp(x, limit):
    return x if limit is None else max(-limit, min(limit, x))


def limit_of(spec):
    clips = spec.get("clip_sample", spec["type"] not in ("dpm_solver_pp", "consistency"))
    return spec.get("clip_sample_range", 1.0) if clips else None


def clean_and_noise(spec, a, x, out):
    s, n = math.sqrt(a), math.sqrt(1 - a)
    kind = spec.get("prediction_type", "epsilon")
    if kind == "epsilon":
        return (x - n * out) / s, out
    if kind == "sample":
        return out, (x - s * out) / n
    return s * x - n * out, s * out + n * x


def each(rows, outs, zs, step):
    return [[step(x, o, z) for x, o, z in zip(xr, orow, zr)] for xr, orow, zr in zip(rows, outs, zs)]


class Run:
    def __init__(self, spec, shape, noise=None, network=None):
        self.spec, self.shape = spec, shape
        self.candidates, self.horizon, self.width = shape
        self.noise = noise or Noise()
        self.network = network or Network(self.width, spec.get("guidance_scale", 1.0))

    def draw(self, per_row=None):
        n = per_row or self.horizon * self.width
        values = self.noise.draw(self.candidates * n)
        return [values[r * n:(r + 1) * n] for r in range(self.candidates)]

    def zeros(self):
        return [[0.0] * (self.horizon * self.width) for _ in range(self.candidates)]


def ddpm_step(spec, table, t, nxt, x, out, z):
    a = table[t]
    an = table[nxt] if nxt >= 0 else 1.0
    alpha, beta = a / an, 1 - a / an
    x0 = clamp(clean_and_noise(spec, a, x, out)[0], limit_of(spec))
    mean = math.sqrt(an) * beta / (1 - a) * x0 + math.sqrt(alpha) * (1 - an) / (1 - a) * x
    variance = max((1 - an) / (1 - a) * beta, 1e-20)
    return mean + (math.sqrt(variance) * z if nxt >= 0 else 0.0)


def ddpm(run):
    spec, table, grid = run.spec, alpha_bars(run.spec), timesteps(run.spec)
    rows = run.draw()
    for i, t in enumerate(grid):
        nxt = grid[i + 1] if i + 1 < len(grid) else -1
        out = run.network(rows, t)
        zs = run.draw() if nxt >= 0 else run.zeros()
        rows = each(rows, out, zs, lambda x, o, z: ddpm_step(spec, table, t, nxt, x, o, z))
    return rows


def ddim(run):
    spec, table, grid = run.spec, alpha_bars(run.spec), timesteps(run.spec)
    eta = spec.get("eta", 0.0)
    rows = run.draw()
    for i, t in enumerate(grid):
        if "timesteps" in spec:
            nxt = grid[i + 1] if i + 1 < len(grid) else -1
        else:
            nxt = t - spec["num_train_timesteps"] // spec["num_inference_steps"]
        a = table[t]
        an = table[nxt] if nxt >= 0 else (1.0 if spec.get("set_alpha_to_one", True) else table[0])
        sigma = eta * math.sqrt(max(0.0, (1 - an) / (1 - a) * (1 - a / an)))

        def step(x, out, z):
            x0, eps = clean_and_noise(spec, a, x, out)
            x0 = clamp(x0, limit_of(spec))
            if spec.get("use_clipped_model_output", False):
                eps = (x - math.sqrt(a) * x0) / math.sqrt(1 - a)
            return math.sqrt(an) * x0 + math.sqrt(max(0.0, 1 - an - sigma ** 2)) * eps + sigma * z

        out = run.network(rows, t)
        rows = each(rows, out, run.draw() if sigma > 0 else run.zeros(), step)
    return rows


def dpm_solver_pp(run):
    spec, table, grid = run.spec, alpha_bars(run.spec), timesteps(run.spec)
    rows, previous = run.draw(), None
    last_a = 1.0 if spec.get("final_sigmas_type", "zero") == "zero" else table[0]
    bars = [table[t] for t in grid] + [last_a]
    lam = lambda a: math.log(math.sqrt(a)) - math.log(math.sqrt(1 - a))
    for i, t in enumerate(grid):
        a, an = bars[i], bars[i + 1]
        out = run.network(rows, t)
        d = [[clamp(clean_and_noise(spec, a, x, o)[0], limit_of(spec)) for x, o in zip(xr, orow)] for xr, orow in zip(rows, out)]
        final = i == len(grid) - 1
        if an == 1.0:
            rows = d
        else:
            h = lam(an) - lam(a)
            low = i == 0 or (final and len(grid) < 15)
            r = None if low else (lam(a) - lam(bars[i - 1])) / h
            moved = []
            for row in range(len(rows)):
                new = []
                for k, x in enumerate(rows[row]):
                    y = math.sqrt((1 - an) / (1 - a)) * x - math.sqrt(an) * (math.exp(-h) - 1) * d[row][k]
                    if not low:
                        y -= 0.5 * math.sqrt(an) * (math.exp(-h) - 1) * (d[row][k] - previous[row][k]) / r
                    new.append(y)
                moved.append(new)
            rows = moved
        previous = d
    return rows


def karras(run):
    spec = run.spec
    n, low, high = spec.get("num_inference_steps", 3), spec.get("sigma_min", 0.005), spec.get("sigma_max", 1.0)
    share = lambda i: i / (n - 1) if n > 1 else 0.0
    if "sigmas" in spec:
        sigmas = spec["sigmas"] + [0.0]
    elif spec.get("sigma_spacing", "exponential") == "karras":
        rho = spec.get("rho", 7.0)
        sigmas = [(high ** (1 / rho) + share(i) * (low ** (1 / rho) - high ** (1 / rho))) ** rho for i in range(n)] + [0.0]
    else:
        sigmas = [math.exp(math.log(high) + share(i) * (math.log(low) - math.log(high))) for i in range(n)] + [0.0]
    sd = spec.get("sigma_data", 0.5)

    def denoise(rows, sigma):
        told = sigma if spec.get("noise_conditioning") == "sigma" else math.log(sigma) / 4
        if spec.get("preconditioning", "edm") == "none":
            return run.network(rows, told)
        q = sigma ** 2 + sd ** 2
        out = run.network([[x / math.sqrt(q) for x in row] for row in rows], told)
        return [[sd ** 2 / q * x + sigma * sd / math.sqrt(q) * f for x, f in zip(xr, fr)] for xr, fr in zip(rows, out)]

    method = spec.get("method", "ddim")
    rows = [[sigmas[0] * z for z in row] for row in run.draw()]
    old = None
    for i in range(len(sigmas) - 1):
        s, sn = sigmas[i], sigmas[i + 1]
        d = denoise(rows, s)
        if method == "ddim":
            rows = each(rows, d, d, lambda x, d, _: sn / s * x + (1 - sn / s) * d)
        elif method == "euler" or (method == "heun" and sn == 0):
            rows = each(rows, d, d, lambda x, d, _: x + (x - d) / s * (sn - s))
        elif method == "heun":
            slope = each(rows, d, d, lambda x, d, _: (x - d) / s)
            guess = each(rows, slope, slope, lambda x, k, _: x + k * (sn - s))
            slope2 = each(guess, denoise(guess, sn), guess, lambda x, d, _: (x - d) / sn)
            rows = each(rows, slope, slope2, lambda x, k, k2: x + 0.5 * (k + k2) * (sn - s))
        elif method == "dpmpp_2m":
            if sn == 0:
                rows = d
            else:
                h = -math.log(sn) + math.log(s)
                mixed = d
                if old is not None:
                    r = (-math.log(s) + math.log(sigmas[i - 1])) / h
                    mixed = each(d, old, old, lambda a, b, _: (1 + 1 / (2 * r)) * a - 1 / (2 * r) * b)
                rows = each(rows, mixed, mixed, lambda x, m, _: sn / s * x - (math.exp(-h) - 1) * m)
            old = d
        else:
            up = min(sn, spec.get("eta", 1.0) * math.sqrt(sn ** 2 * (s ** 2 - sn ** 2) / s ** 2))
            down = math.sqrt(sn ** 2 - up ** 2)
            zs = run.draw() if up > 0 else run.zeros()
            rows = each(rows, d, zs, lambda x, d, z: x + (x - d) / s * (down - s) + up * z)
    return rows


def flow_matching(run):
    spec = run.spec
    n, scale = spec.get("num_inference_steps", 10), spec.get("time_scale", 1.0)
    up = spec["direction"] == "zero_to_one"
    dt = 1 / n if up else -1 / n
    rows = run.draw()
    for i in range(n):
        t = i / n if up else 1 - i / n
        v = run.network(rows, t * scale)
        if spec.get("method", "euler") == "midpoint":
            middle = each(rows, v, v, lambda x, v, _: x + dt / 2 * v)
            v = run.network(middle, (t + dt / 2) * scale)
        rows = each(rows, v, v, lambda x, v, _: x + dt * v)
    return rows


def consistency(run):
    spec, table, grid = run.spec, alpha_bars(run.spec), timesteps(run.spec)
    sd, scaling = spec.get("sigma_data", 0.5), spec.get("timestep_scaling", 10.0)
    rows = run.draw()
    for i, t in enumerate(grid):
        tau = scaling * t
        skip, out_scale = sd ** 2 / (tau ** 2 + sd ** 2), tau / math.sqrt(tau ** 2 + sd ** 2)
        out = run.network(rows, t)
        f = each(rows, out, out, lambda x, o, _: skip * x + out_scale * clamp(clean_and_noise(spec, table[t], x, o)[0], limit_of(spec)))
        if i + 1 < len(grid):
            an = table[grid[i + 1]]
            f = each(f, run.draw(), f, lambda x, z, _: math.sqrt(an) * x + math.sqrt(1 - an) * z)
        rows = f
    return rows


def rolling(run, inferences, begin=lambda i: None):
    """Results of several inferences, and the calls that each took."""
    begin(0)
    spec, table = run.spec, alpha_bars(run.spec)
    levels_n, ta, lead = spec["num_train_timesteps"], spec["n_action_steps"], spec.get("n_obs_steps", 1) - 1
    tp, w = run.horizon, run.width
    h = (tp - lead) // ta
    entry = [levels_n * (min(max(p - lead, 0) // ta, h - 1) + 1) // h - 1 for p in range(tp)]

    previews = spec.get("n_preview_steps", 0)
    estimates = None

    def step(rows, levels):
        nonlocal estimates
        out = run.network(rows, [float(v) for v in levels])
        estimates = [[clamp(clean_and_noise(spec, table[levels[i // w]], x, o)[0], limit_of(spec)) for i, (x, o) in enumerate(zip(xr, orow))]
                     for xr, orow in zip(rows, out)]
        zs = run.draw() if levels[-1] > 0 else run.zeros()
        return [[ddpm_step(spec, table, levels[i // w], levels[i // w] - 1, x, o, z)
                 for i, (x, o, z) in enumerate(zip(xr, orow, zr))] for xr, orow, zr in zip(rows, out, zs)]

    start = spec.get("start", "zero")
    first = 0
    if start == "denoise":
        rows = run.draw()
        for level in range(levels_n - 1, -1, -1):
            rows = step(rows, [level] * tp)
        first = lead + ta
    else:
        value = [0.25 - 0.1 * k for k in range(w)] if start == "constant" else [0.0] * w
        rows = [value * tp for _ in range(run.candidates)]
    levels = list(entry)
    zs = run.draw()
    rows = [[math.sqrt(table[levels[i // w]]) * x + math.sqrt(1 - table[levels[i // w]]) * z if i // w >= first else x
             for i, (x, z) in enumerate(zip(xr, zr))] for xr, zr in zip(rows, zs)]
    results, calls = [], []
    for i in range(inferences):
        if i > 0:
            begin(i)
        while levels[lead] > -1:
            rows = step(rows, levels)
            levels = [v - 1 for v in levels]
        results.append([row[lead * w:(lead + ta) * w] + clean[(lead + ta) * w:(lead + ta + previews) * w]
                        for row, clean in zip(rows, estimates)])
        calls.append(len(run.network.calls) - sum(calls))
        kept = lead + (h - 1) * ta
        fresh = run.draw((tp - kept) * w)
        rows = [row[ta * w:(ta + kept) * w] + z for row, z in zip(rows, fresh)]
        levels = levels[ta:ta + kept] + [levels_n - 1] * (tp - kept)
        levels[:lead] = [levels[lead]] * lead
    return results, calls


FAMILIES = {"ddpm": ddpm, "ddim": ddim, "dpm_solver_pp": dpm_solver_pp, "karras": karras,
            "flow_matching": flow_matching, "consistency": consistency}


def flat(rows):
    return [value for row in rows for value in row]


def write(folder, name, spec, shape, **more):
    run = Run(spec, shape)
    if spec["type"] == "rolling":
        results, calls = rolling(run, 4)
        more["results"], more["calls"] = [flat(r) for r in results], calls
    else:
        rows = FAMILIES[spec["type"]](run)
        more["results"] = [[clamp(v, spec.get("clip_output")) for v in flat(rows)]]
        more["calls"] = [len(run.network.calls)]
    case = {"sampler": spec, "shape": list(shape), "per_position": spec["type"] == "rolling",
            "timesteps": run.network.calls, "noise_values": run.noise.count, **more}
    save(folder / f"{name}.json", case)


def save(path, case):
    lines = ",\n".join(f'  "{key}": {json.dumps(short(value))}' for key, value in case.items())
    path.write_text(f"{{\n{lines}\n}}\n")


def short(value):
    """Ten digits are more than single precision can be compared with."""
    if isinstance(value, list):
        return [short(v) for v in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


def main():
    folder = pathlib.Path(__file__).parent / "sampling"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    put = lambda name, spec, shape=(2, 3, 5): write(folder, name, spec, shape)
    d = {"num_train_timesteps": 100}

    put("ddpm_100", {"type": "ddpm", **d})
    put("ddpm_10_leading_sample", {"type": "ddpm", **d, "num_inference_steps": 10, "prediction_type": "sample"})
    put("ddpm_16_trailing_velocity", {"type": "ddpm", **d, "num_inference_steps": 16, "timestep_spacing": "trailing", "prediction_type": "v_prediction"})
    put("ddpm_linear_unclipped", {"type": "ddpm", "num_train_timesteps": 50, "beta_schedule": "linear", "clip_sample": False})

    for kind in ("epsilon", "sample", "v_prediction"):
        put(f"ddim_10_{kind}", {"type": "ddim", **d, "num_inference_steps": 10, "prediction_type": kind})
    put("ddim_16_leading", {"type": "ddim", **d, "num_inference_steps": 16})
    put("ddim_10_linspace", {"type": "ddim", **d, "num_inference_steps": 10, "timestep_spacing": "linspace"})
    put("ddim_16_trailing", {"type": "ddim", **d, "num_inference_steps": 16, "timestep_spacing": "trailing"})
    put("ddim_10_eta", {"type": "ddim", **d, "num_inference_steps": 10, "eta": 0.7})
    put("ddim_10_clipped_again", {"type": "ddim", **d, "num_inference_steps": 10, "use_clipped_model_output": True})
    put("ddim_10_alpha_kept", {"type": "ddim", **d, "num_inference_steps": 10, "set_alpha_to_one": False})
    put("ddim_10_unclipped", {"type": "ddim", **d, "num_inference_steps": 10, "clip_sample": False})
    put("ddim_10_clip_range", {"type": "ddim", **d, "num_inference_steps": 10, "clip_sample_range": 0.4, "clip_output": 0.3})
    put("ddim_offset", {"type": "ddim", **d, "num_inference_steps": 10, "steps_offset": 1})
    put("ddim_listed", {"type": "ddim", **d, "timesteps": [95, 60, 31, 7]})
    put("ddim_scaled_linear", {"type": "ddim", "num_train_timesteps": 1000, "num_inference_steps": 20, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012})
    put("ddim_guided", {"type": "ddim", **d, "num_inference_steps": 10, "guidance_scale": 1.5})
    put("ddim_unconditioned", {"type": "ddim", **d, "num_inference_steps": 10, "guidance_scale": 0})

    for n in (5, 20):
        for spacing in ("linspace", "leading", "trailing"):
            put(f"dpm_solver_pp_{n}_{spacing}", {"type": "dpm_solver_pp", **d, "num_inference_steps": n, "timestep_spacing": spacing, "prediction_type": "sample"})
    put("dpm_solver_pp_listed", {"type": "dpm_solver_pp", **d, "timesteps": [90, 50, 10]})
    put("dpm_solver_pp_velocity_clipped", {"type": "dpm_solver_pp", **d, "num_inference_steps": 8, "prediction_type": "v_prediction", "clip_sample": True})
    put("dpm_solver_pp_sigma_min_8", {"type": "dpm_solver_pp", **d, "timesteps": [90, 80, 60, 40, 30, 20, 10, 5], "final_sigmas_type": "sigma_min"})
    put("dpm_solver_pp_sigma_min_20", {"type": "dpm_solver_pp", **d, "num_inference_steps": 20, "timestep_spacing": "trailing", "prediction_type": "sample", "final_sigmas_type": "sigma_min"})

    for method in ("ddim", "euler", "heun", "dpmpp_2m", "euler_ancestral"):
        put(f"karras_{method}_3", {"type": "karras", "method": method})
        put(f"karras_{method}_5", {"type": "karras", "method": method, "num_inference_steps": 5, "sigma_min": 0.002, "sigma_max": 80, "sigma_spacing": "karras", "rho": 7})
    put("karras_guided", {"type": "karras", "num_inference_steps": 4, "sigma_min": 0.05, "guidance_scale": 2})
    put("karras_denoised_sigma", {"type": "karras", "method": "heun", "sigmas": [2.0, 0.7, 0.1], "preconditioning": "none", "noise_conditioning": "sigma"})
    put("karras_1", {"type": "karras", "num_inference_steps": 1, "clip_output": 0.5})
    put("karras_ancestral_half", {"type": "karras", "method": "euler_ancestral", "num_inference_steps": 6, "eta": 0.5, "sigma_data": 0.3})

    for method in ("euler", "midpoint"):
        for direction in ("zero_to_one", "one_to_zero"):
            put(f"flow_{method}_{direction}", {"type": "flow_matching", "method": method, "direction": direction})
    put("flow_scaled_guided", {"type": "flow_matching", "direction": "zero_to_one", "num_inference_steps": 5, "time_scale": 1000, "guidance_scale": 2.5})

    put("consistency_1", {"type": "consistency", "num_train_timesteps": 100, "prediction_type": "v_prediction"})
    put("consistency_4", {"type": "consistency", "num_train_timesteps": 100, "num_inference_steps": 4, "prediction_type": "sample"})
    put("consistency_listed_clipped", {"type": "consistency", "num_train_timesteps": 100, "timesteps": [80, 40, 0], "clip_sample": True})

    put("rolling_two_chunks", {"type": "rolling", "num_train_timesteps": 20, "n_obs_steps": 2, "n_action_steps": 4}, (2, 12, 3))
    put("rolling_four_chunks", {"type": "rolling", "num_train_timesteps": 16, "n_action_steps": 2, "prediction_type": "sample"}, (1, 8, 2))
    put("rolling_uneven", {"type": "rolling", "num_train_timesteps": 20, "n_obs_steps": 3, "n_action_steps": 3, "start": "constant"}, (2, 12, 2))
    put("rolling_previews", {"type": "rolling", "num_train_timesteps": 12, "n_obs_steps": 2, "n_action_steps": 3, "n_preview_steps": 4}, (2, 9, 3))
    put("rolling_denoise", {"type": "rolling", "num_train_timesteps": 12, "n_obs_steps": 2, "n_action_steps": 4, "start": "denoise"}, (1, 9, 3))


if __name__ == "__main__":
    main()

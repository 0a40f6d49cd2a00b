"""Diffusion Policy (Chi et al., arXiv 2303.04137) as LeRobot builds it: an encoder of observations and a convolutional denoiser.

Parameters have LeRobot's names. FiLM: Perez et al., arXiv 1709.07871. Spatial softmax: Finn et al., arXiv 1509.06113.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from . import resnet


def resize_matrix(before, after):
    """Bilinear resizing with antialias along one axis is linear: [after, before], so that a graph needs no operator for it."""
    impulses = torch.eye(before).reshape(1, before, before, 1)
    return F.interpolate(impulses, (after, 1), mode="bilinear", align_corners=False, antialias=True)[0, :, :, 0].t().contiguous()


def scaled_size(resize_shape, height, width):
    """Height and width that a resize_shape asks for: both, or with one number the shorter side."""
    if len(resize_shape) == 2:
        return tuple(resize_shape)
    short = resize_shape[0]
    return (short, int(short * width / height)) if height <= width else (int(short * height / width), short)


class SpatialSoftmax(nn.Module):
    """Where each of K maps is active: mean column and row, from -1 to 1, [N, 2 K]."""

    def __init__(self, channels, rows, columns, points):
        super().__init__()
        self.nets = nn.Conv2d(channels, points, 1)
        self.register_buffer("pos_grid", torch.zeros(rows * columns, 2))

    def forward(self, x):
        return (self.nets(x).flatten(2).softmax(-1) @ self.pos_grid).flatten(1)


class RgbEncoder(nn.Module):
    """Normalised pictures [N,3,H,W] to features [N, 2 K]."""

    def __init__(self, config, height, width):
        super().__init__()
        if config["resize_shape"] is not None:
            size = scaled_size(config["resize_shape"], height, width)
            self.register_buffer("rows", resize_matrix(height, size[0]), persistent=False)
            self.register_buffer("columns", resize_matrix(width, size[1]).t().contiguous(), persistent=False)
            height, width = size
        self.resizes = config["resize_shape"] is not None
        self.crop = None
        if config["crop_shape"] is not None:
            tall, wide = config["crop_shape"]
            top, left = round((height - tall) / 2), round((width - wide) / 2)
            self.crop = (slice(top, top + tall), slice(left, left + wide))
            height, width = tall, wide
        norm = resnet.group_norm if config["use_group_norm"] else resnet.batch_norm
        found, channels = resnet.layers(config["vision_backbone"], norm)
        self.backbone = nn.Sequential(*found.values())
        self.backbone.eval()
        points = config["spatial_softmax_num_keypoints"]
        self.pool = SpatialSoftmax(channels, *resnet.feature_map(self.backbone, height, width), points)
        self.out = nn.Linear(2 * points, 2 * points)

    def forward(self, x):
        if self.resizes:
            x = self.rows @ x @ self.columns
        if self.crop is not None:
            x = x[:, :, self.crop[0], self.crop[1]]
        return F.relu(self.out(self.pool(self.backbone(x))))


class ObservationEncoder(nn.Module):
    """Normalised images [1,n,3,H,W], one per camera, then the normalised state [1,n,S], to the condition [1, n (S + features)].

    With one observation (n = 1) the inputs have no dimension n.
    """

    def __init__(self, config, images, state):
        super().__init__()
        self.steps = config["n_obs_steps"]
        self.separate = config["use_separate_rgb_encoder_per_camera"]
        self.cameras = len(images)
        self.width = self.steps * state
        if images:
            height, width = images[0][1:]
            encoders = [RgbEncoder(config, height, width) for _ in range(self.cameras if self.separate else 1)]
            self.rgb_encoder = nn.ModuleList(encoders) if self.separate else encoders[0]
            self.width += self.steps * self.cameras * 2 * config["spatial_softmax_num_keypoints"]

    def forward(self, *inputs):
        images = [image.reshape(self.steps, *image.shape[-3:]) for image in inputs[:self.cameras]]
        seen = [inputs[self.cameras].reshape(self.steps, -1)]
        if self.separate:
            seen += [encoder(image) for encoder, image in zip(self.rgb_encoder, images)] if images else []
        elif images:
            features = self.rgb_encoder(torch.cat(images))
            seen += [features[index * self.steps:(index + 1) * self.steps] for index in range(self.cameras)]
        return torch.cat(seen, 1).reshape(1, -1)


class StepEmbedding(nn.Module):
    """Timesteps [rows] as sines, then cosines, of falling frequency: [rows, width]."""

    def __init__(self, width):
        super().__init__()
        half = width // 2
        self.register_buffer("frequency", torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1))), persistent=False)

    def forward(self, timestep):
        angle = timestep[:, None] * self.frequency[None]
        return torch.cat((angle.sin(), angle.cos()), -1)


class ConvolutionBlock(nn.Module):
    def __init__(self, before, after, size, groups):
        super().__init__()
        self.block = nn.Sequential(nn.Conv1d(before, after, size, padding=size // 2), nn.GroupNorm(groups, after), nn.Mish())

    def forward(self, x):
        return self.block(x)


class FilmBlock(nn.Module):
    """Two convolutions beside a shortcut; the condition shifts, and with `scale` also scales, what is between them."""

    def __init__(self, before, after, condition, config):
        super().__init__()
        size, groups = config["kernel_size"], config["n_groups"]
        self.scale, self.after = config["use_film_scale_modulation"], after
        self.conv1 = ConvolutionBlock(before, after, size, groups)
        self.cond_encoder = nn.Sequential(nn.Mish(), nn.Linear(condition, 2 * after if self.scale else after))
        self.conv2 = ConvolutionBlock(after, after, size, groups)
        self.residual_conv = nn.Conv1d(before, after, 1) if before != after else nn.Identity()

    def forward(self, x, condition):
        inner, film = self.conv1(x), self.cond_encoder(condition).unsqueeze(-1)
        if self.scale:
            inner = film[:, :self.after] * inner + film[:, self.after:]
        else:
            inner = inner + film
        return self.conv2(inner) + self.residual_conv(x)


class Unet(nn.Module):
    """Sample [rows,horizon,A], timestep [rows] and condition [rows,C] to the prediction [rows,horizon,A]."""

    def __init__(self, config, actions, condition):
        super().__init__()
        width, dims = config["diffusion_step_embed_dim"], list(config["down_dims"])
        self.diffusion_step_encoder = nn.Sequential(
            StepEmbedding(width), nn.Linear(width, 4 * width), nn.Mish(), nn.Linear(4 * width, width))
        condition += width

        def stage(before, after, between):
            return nn.ModuleList([FilmBlock(before, after, condition, config), FilmBlock(after, after, condition, config), between])

        last = len(dims) - 1
        self.down_modules = nn.ModuleList([
            stage(before, after, nn.Conv1d(after, after, 3, 2, 1) if index < last else nn.Identity())
            for index, (before, after) in enumerate(zip([actions] + dims, dims))])
        self.mid_modules = nn.ModuleList([FilmBlock(dims[-1], dims[-1], condition, config) for _ in range(2)])
        self.up_modules = nn.ModuleList([
            stage(2 * before, after, nn.ConvTranspose1d(after, after, 4, 2, 1))
            for before, after in zip(dims[:0:-1], dims[-2::-1])])
        # The groups of the last block are not configurable in LeRobot.
        self.final_conv = nn.Sequential(ConvolutionBlock(dims[0], dims[0], config["kernel_size"], 8), nn.Conv1d(dims[0], actions, 1))

    def forward(self, sample, timestep, condition):
        condition = torch.cat((self.diffusion_step_encoder(timestep), condition), -1)
        x, kept = sample.transpose(1, 2), []
        for first, second, between in self.down_modules:
            x = second(first(x, condition), condition)
            kept.append(x)
            x = between(x)
        for block in self.mid_modules:
            x = block(x, condition)
        for first, second, between in self.up_modules:
            x = between(second(first(torch.cat((x, kept.pop()), 1), condition), condition))
        return self.final_conv(x).transpose(1, 2)


class Diffusion(nn.Module):
    """Both networks under the names that a checkpoint has them under."""

    def __init__(self, config, images, state, actions):
        super().__init__()
        observation = ObservationEncoder(config, images, state)
        if images:
            self.rgb_encoder = observation.rgb_encoder
        self.unet = Unet(config, actions, observation.width)
        self.observation = [observation]

    @property
    def encoder(self):
        # In a list, so that its parameters do not appear under a second name.
        return self.observation[0]

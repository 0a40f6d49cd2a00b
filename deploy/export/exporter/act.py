"""The Action Chunking Transformer (Zhao et al., arXiv 2304.13705) as LeRobot builds it, as far as inference needs it.

Parameters have LeRobot's names. The variational encoder is used in training only: at inference its latent is zero, so its
parameters (vae_encoder*) are left out.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from . import resnet

UNUSED = ("vae_encoder",)
ACTIVATIONS = {"relu": F.relu, "gelu": F.gelu}


class Attention(nn.Module):
    """Multi-head attention with the parameters of torch.nn.MultiheadAttention."""

    def __init__(self, width, heads):
        super().__init__()
        self.width = width
        self.shape = (1, -1, heads, width // heads)
        self.scale = math.sqrt(heads / width)
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * width))
        self.out_proj = nn.Linear(width, width)

    def forward(self, query, key, value):
        query, key, value = (self.project(x, part) for part, x in enumerate((query, key, value)))
        scores = query * self.scale @ key.transpose(2, 3)
        return self.out_proj((scores.softmax(-1) @ value).transpose(1, 2).reshape(1, -1, self.width))

    def project(self, x, part):
        """The part's share of the projection, split into heads; sizes are numbers, so that the graph computes no shapes."""
        rows = slice(part * self.width, (part + 1) * self.width)
        return F.linear(x, self.in_proj_weight[rows], self.in_proj_bias[rows]).reshape(self.shape).transpose(1, 2)


class Layer(nn.Module):
    """A layer of the encoder, or with `crossed` of the decoder. Positions are added to queries and keys only."""

    def __init__(self, config, crossed):
        super().__init__()
        width = config["dim_model"]
        self.before = config["pre_norm"]
        self.activation = ACTIVATIONS[config["feedforward_activation"]]
        self.self_attn = Attention(width, config["n_heads"])
        self.multihead_attn = Attention(width, config["n_heads"]) if crossed else None
        self.linear1 = nn.Linear(width, config["dim_feedforward"])
        self.linear2 = nn.Linear(config["dim_feedforward"], width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.norm3 = nn.LayerNorm(width) if crossed else None

    def forward(self, x, positions, memory=None, memory_positions=None):
        def attend(x):
            return self.self_attn(x + positions, x + positions, x)

        def look(x):
            return self.multihead_attn(x + positions, memory + memory_positions, memory)

        def feed(x):
            return self.linear2(self.activation(self.linear1(x)))

        steps = [(attend, self.norm1), (feed, self.norm2)]
        if self.multihead_attn is not None:
            steps = [(attend, self.norm1), (look, self.norm2), (feed, self.norm3)]
        for step, norm in steps:
            x = x + step(norm(x)) if self.before else norm(x + step(x))
        return x


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.layers = nn.ModuleList([Layer(config, False) for _ in range(config["n_encoder_layers"])])
        self.norm = nn.LayerNorm(config["dim_model"]) if config["pre_norm"] else nn.Identity()

    def forward(self, x, positions):
        for layer in self.layers:
            x = layer(x, positions)
        return self.norm(x)


class Decoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.layers = nn.ModuleList([Layer(config, True) for _ in range(config["n_decoder_layers"])])
        self.norm = nn.LayerNorm(config["dim_model"])

    def forward(self, x, positions, memory, memory_positions):
        for layer in self.layers:
            x = layer(x, positions, memory, memory_positions)
        return self.norm(x)


def position_table(width, rows, columns):
    """Sines and cosines of row and column, [1, rows * columns, 2 * width]; both count from 1 and end at 2 pi."""
    frequency = 10000 ** (2 * (torch.arange(width, dtype=torch.float32) // 2) / width)

    def along(count):
        place = torch.arange(1, count + 1, dtype=torch.float32)
        angle = (place / (count + 1e-6) * (2 * math.pi))[:, None] / frequency
        return torch.stack((angle[:, 0::2].sin(), angle[:, 1::2].cos()), 2).flatten(1)

    down = along(rows)[:, None].expand(rows, columns, width)
    across = along(columns)[None].expand(rows, columns, width)
    return torch.cat((down, across), 2).reshape(1, rows * columns, 2 * width)


class Act(nn.Module):
    """Normalised images [1,3,H,W], one per camera, then the normalised state [1,S], to normalised actions [1,chunk,A]."""

    def __init__(self, config, images, state, actions):
        """`images` are [3,H,W] per camera; `state` is the length of the state or None; `actions` that of an action."""
        super().__init__()
        width = config["dim_model"]
        self.cameras = len(images)
        self.latent = config["latent_dim"]
        self.chunk = config["chunk_size"]
        self.encoder, self.decoder = Encoder(config), Decoder(config)
        self.encoder_latent_input_proj = nn.Linear(self.latent, width)
        if state is not None:
            self.encoder_robot_state_input_proj = nn.Linear(state, width)
        self.encoder_1d_feature_pos_embed = nn.Embedding(1 if state is None else 2, width)
        self.decoder_pos_embed = nn.Embedding(self.chunk, width)
        self.action_head = nn.Linear(width, actions)
        if images:
            dilate = bool(config["replace_final_stride_with_dilation"])
            found, channels = resnet.layers(config["vision_backbone"], resnet.FrozenNorm, dilate)
            self.backbone = nn.Sequential(found)
            self.encoder_img_feat_input_proj = nn.Conv2d(channels, width, 1)
        for index, (_, height, wide) in enumerate(images):
            table = position_table(width // 2, *resnet.feature_map(self.backbone, height, wide))
            self.register_buffer("places%d" % index, table, persistent=False)

    def forward(self, *inputs):
        images, state = inputs[:self.cameras], inputs[self.cameras:]
        tokens = [self.encoder_latent_input_proj(torch.zeros(1, 1, self.latent))]
        tokens += [self.encoder_robot_state_input_proj(each).unsqueeze(1) for each in state]
        places = [self.encoder_1d_feature_pos_embed.weight.unsqueeze(0)]
        for index, image in enumerate(images):
            tokens.append(self.encoder_img_feat_input_proj(self.backbone(image)).flatten(2).transpose(1, 2))
            places.append(getattr(self, "places%d" % index))
        places = torch.cat(places, 1)
        memory = self.encoder(torch.cat(tokens, 1), places)
        queries = self.decoder_pos_embed.weight.unsqueeze(0)
        return self.action_head(self.decoder(torch.zeros_like(queries), queries, memory, places))

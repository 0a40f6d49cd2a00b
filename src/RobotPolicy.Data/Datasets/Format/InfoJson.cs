using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary>Writes <c>meta/info.json</c>.</summary>
internal static class InfoJson
{
    /// <summary>As Python writes it with four spaces.</summary>
    public static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        IndentSize = 4,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The file's text.</summary>
    public static string Write(DatasetInfo info)
    {
        JsonObject features = [];
        foreach (var feature in info.Features)
            features.Add(feature.Key, Feature(feature, info.Fps));
        return new JsonObject
        {
            ["codebase_version"] = DatasetInfo.Version,
            ["robot_type"] = info.RobotType,
            ["total_episodes"] = info.TotalEpisodes,
            ["total_frames"] = info.TotalFrames,
            ["total_tasks"] = info.TotalTasks,
            ["chunks_size"] = info.ChunkSize,
            ["data_files_size_in_mb"] = info.DataFileSizeMb,
            ["video_files_size_in_mb"] = info.VideoFileSizeMb,
            ["fps"] = info.Fps,
            ["splits"] = new JsonObject { ["train"] = $"0:{info.TotalEpisodes}" },
            ["data_path"] = info.DataPath,
            ["video_path"] = info.VideoPath,
            ["features"] = features,
        }.ToJsonString(Layout);
    }

    private static JsonObject Feature(DatasetFeature feature, int fps)
    {
        var json = new JsonObject
        {
            ["dtype"] = feature.DataType,
            ["shape"] = new JsonArray([.. feature.Shape.Select(side => (JsonNode)side)]),
            ["names"] = feature.Names is null ? null : new JsonArray([.. feature.Names.Select(name => (JsonNode)name)]),
        };
        if (feature.IsVideo)
        {
            json["info"] = new JsonObject
            {
                ["video.height"] = feature.Shape[0],
                ["video.width"] = feature.Shape[1],
                ["video.codec"] = feature.VideoCodec,
                ["video.pix_fmt"] = "yuv420p",
                ["video.is_depth_map"] = false,
                ["video.fps"] = fps,
                ["video.channels"] = feature.Shape[2],
                ["has_audio"] = false,
            };
        }

        return json;
    }
}

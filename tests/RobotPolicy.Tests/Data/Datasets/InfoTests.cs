using System.Text.Json;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Format;

namespace RobotPolicy.Tests.Data.Datasets;

public sealed class InfoTests
{
    private static readonly DatasetSpec Spec = new()
    {
        Fps = 30,
        RobotType = "so101_follower",
        StateNames = ["shoulder_pan.pos", "gripper.pos"],
        ActionNames = ["shoulder_pan.pos", "gripper.pos"],
        Cameras = [DatasetCamera.Named("wrist", 320, 240)],
        HilSerl = true,
        Sirius = true,
        FailureScores = true,
    };

    [Fact]
    public void Features_AreThoseThatTheSpecificationAsksFor_InOrder()
    {
        Assert.Equal(
            [
                "observation.state float32 2", "action float32 2", "observation.images.wrist video 240,320,3", "intervention bool 1",
                "complementary_info.is_intervention float32 1", "next.reward float32 1", "next.done bool 1", "sirius.class int64 1", "sirius.weight float32 1",
                "failure_score float32 1", "timestamp float32 1", "frame_index int64 1", "episode_index int64 1", "index int64 1", "task_index int64 1",
            ],
            SpecFeatures.Of(Spec).Select(feature => $"{feature.Key} {feature.DataType} {string.Join(',', feature.Shape)}"));
    }

    [Fact]
    public void Features_WithoutOptions_AreFew()
    {
        var plain = SpecFeatures.Of(Spec with { Cameras = [], HilSerl = false, Sirius = false, FailureScores = false });

        Assert.Equal(
            ["observation.state", "action", "intervention", "timestamp", "frame_index", "episode_index", "index", "task_index"], plain.Select(feature => feature.Key));
        Assert.Contains("next.reward", SpecFeatures.Of(Spec with { HilSerl = false, Rlif = true }).Select(feature => feature.Key));
    }

    [Fact]
    public void Info_Written_IsReadAgain()
    {
        var info = InfoReader.Parse("info.json", InfoJson.Write(Info()));

        Assert.Equal(("so101_follower", 30, 3, 100, 2), (info.RobotType, info.Fps, info.TotalEpisodes, info.TotalFrames, info.TotalTasks));
        Assert.Equal((1000, 100, 200), (info.ChunkSize, info.DataFileSizeMb, info.VideoFileSizeMb));
        Assert.Equal(Info().Features.Select(Shown), info.Features.Select(Shown));
        Assert.Equal("av1", info.Videos.Single().VideoCodec);
    }

    [Fact]
    public void Info_HasWhatLeRobotLooksFor()
    {
        using var json = JsonDocument.Parse(InfoJson.Write(Info()));
        var root = json.RootElement;

        Assert.Equal("v3.0", root.GetProperty("codebase_version").GetString());
        Assert.Equal("0:3", root.GetProperty("splits").GetProperty("train").GetString());
        Assert.Equal("data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet", root.GetProperty("data_path").GetString());
        Assert.Equal("videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4", root.GetProperty("video_path").GetString());
        var video = root.GetProperty("features").GetProperty("observation.images.wrist").GetProperty("info");
        Assert.Equal((240, 320, 30, "yuv420p"), (video.GetProperty("video.height").GetInt32(), video.GetProperty("video.width").GetInt32(), video.GetProperty("video.fps").GetInt32(), video.GetProperty("video.pix_fmt").GetString()));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("features").GetProperty("timestamp").GetProperty("names").ValueKind);
    }

    [Fact]
    public void Problems_AreAllTold()
    {
        var text = InfoJson.Write(Info())
            .Replace("\"fps\": 30,", "\"fps\": 0,", StringComparison.Ordinal)
            .Replace("v3.0", "v2.1", StringComparison.Ordinal)
            .Replace("\"total_frames\": 100", "\"total_frames\": -1", StringComparison.Ordinal);

        var problems = Assert.Throws<DatasetException>(() => InfoReader.Parse("info.json", text)).Problems;

        Assert.Contains(problems, problem => problem.StartsWith("codebase_version: v3.0 is expected, actual v2.1", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("fps: a whole number of 1…", StringComparison.Ordinal) && problem.EndsWith("actual 0", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("total_frames:", StringComparison.Ordinal));
        Assert.Equal(3, problems.Count);
    }

    [Theory]
    [InlineData("../{chunk_index:03d}/{file_index:03d}.parquet")]
    [InlineData("/etc/passwd")]
    [InlineData("data/../../{file_index:03d}")]
    [InlineData("data/./x")]
    [InlineData("data//x")]
    [InlineData("data/{episode_chunk:03d}/x")]
    [InlineData("data\\\\x")]
    [InlineData("data/\\u0000x")]
    [InlineData("")]
    public void Paths_ThatLeaveTheFolder_AreRefused(string path)
    {
        var text = InfoJson.Write(Info()).Replace(DatasetInfo.DefaultDataPath, path, StringComparison.Ordinal);

        Assert.Contains("data_path", Assert.Throws<DatasetException>(() => InfoReader.Parse("info.json", text)).Message);
    }

    [Theory]
    [InlineData("\"timestamp\": {", "\"../timestamp\": {")]
    [InlineData("\"observation.images.wrist\": {", "\"a/b\": {")]
    [InlineData("\"shape\": [\n                2\n            ]", "\"shape\": [2000000000, 2000000000]")]
    [InlineData("\"shape\": [\n                2\n            ]", "\"shape\": [-1]")]
    [InlineData("\"shape\": [\n                2\n            ]", "\"shape\": 5")]
    [InlineData("\"dtype\": \"int64\"", "\"dtype\": \"object\"")]
    [InlineData("\"dtype\": \"int64\"", "\"dtype\": null")]
    [InlineData("\"fps\": 30", "\"fps\": 1e300")]
    [InlineData("\"fps\": 30", "\"fps\": \"30\"")]
    [InlineData("\"total_episodes\": 3", "\"total_episodes\": 99999999999999999999")]
    [InlineData("\"features\": {", "\"features\": [], \"x\": {")]
    public void Nonsense_IsRefused(string good, string bad)
    {
        var text = InfoJson.Write(Info());
        Assert.Contains(good, text);

        Assert.Equal("info.json", Assert.Throws<DatasetException>(() => InfoReader.Parse("info.json", text.Replace(good, bad, StringComparison.Ordinal))).File);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    public void WhatIsNoInfo_IsRefused(string text) => Assert.Throws<DatasetException>(() => InfoReader.Parse("info.json", text));

    [Fact]
    public void Names_InAnObject_AsOlderRecordersWriteThem_AreRead()
    {
        var text = InfoJson.Write(Info()).Replace("\"names\": [\n                \"shoulder_pan.pos\",\n                \"gripper.pos\"\n            ]", "\"names\": {\"motors\": [\"a\", \"b\"]}", StringComparison.Ordinal);

        Assert.Equal(["a", "b"], InfoReader.Parse("info.json", text).Features[0].Names);
    }

    [Fact]
    public void Layout_FillsPlaceholders_AndChunksOfAThousand()
    {
        Assert.Equal("videos/observation.images.wrist/chunk-001/file-012.mp4", DatasetLayout.Expand(DatasetInfo.DefaultVideoPath, 1, 12, "observation.images.wrist"));
        Assert.Equal("data/chunk-1234/file-000.parquet", DatasetLayout.Expand(DatasetInfo.DefaultDataPath, 1234, 0));
        Assert.Equal((2, 345), RobotPolicy.Data.Datasets.Writing.FileNumber.Of(2345, 1000) is var place ? (place.Chunk, place.File) : default);
    }

    [Fact]
    public void Specification_TellsAllThatIsWrongWithIt()
    {
        var spec = Spec with
        {
            Fps = 0,
            RobotType = " ",
            StateNames = ["a", "a"],
            ActionNames = [],
            Cameras = [new DatasetCamera("../x", 320, 240), DatasetCamera.Named("small", 32, 240), DatasetCamera.Named("odd", 321, 240)],
        };

        Assert.Equal(
            [
                "fps: expected 1…1000, actual 0",
                "the robot type is empty",
                "the state name a is there twice",
                "number of action names: expected 1…4096, actual 0",
                "camera ../x: a key such as observation.images.wrist is expected, without slashes",
                "camera observation.images.small: sides of 64…8192 pixels are expected, actual 32×240",
                "camera observation.images.odd: even sides are expected, actual 321×240",
            ],
            spec.Problems());
        Assert.Empty(Spec.Problems());
    }

    private static DatasetInfo Info() => new()
    {
        RobotType = "so101_follower",
        Fps = 30,
        TotalEpisodes = 3,
        TotalFrames = 100,
        TotalTasks = 2,
        VideoPath = DatasetInfo.DefaultVideoPath,
        Features = SpecFeatures.Of(Spec),
    };

    private static string Shown(DatasetFeature feature) => $"{feature.Key} {feature.DataType} {string.Join(',', feature.Shape)} {string.Join(',', feature.Names ?? [])}";
}

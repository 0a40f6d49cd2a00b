using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>Writes demonstrations as flat arrays, which a training script maps into memory without a library.</summary>
internal sealed class DemonstrationWriter : IDisposable
{
    /// <summary>What lies in the folder, for the help text and for the folder's own description.</summary>
    internal const string LayoutDescription =
        "images.u8     uint8 [frame, camera, size, size, RGB], row 0 on top; cameras in the order of meta.json\n"
        + "state.f32     float32 [frame, 7] joint positions when the frame was taken (rad; gripper m)\n"
        + "action.f32    float32 [frame, 7] the command at this frame; until the next frame, 0.05 s later, it\n"
        + "              moves in a straight line to the next frame's\n"
        + "segments.csv  episode, seed, segment, start, length, terminal: unbroken runs of frames. Between two segments of an\n"
        + "              episode the tool was pushed aside; a chunk must not reach across. After a terminal one the last\n"
        + "              action holds on.\n"
        + "meta.json     names, rates, sizes and the options that made the data";

    /// <summary>What a scene of several discs adds.</summary>
    internal const string GoalDescription =
        "A scene of several discs adds to segments.csv the column goal, the number of the disc, and to meta.json goals, their names.";

    private readonly string _folder;
    private readonly FileStream _images;
    private readonly FileStream _states;
    private readonly FileStream _actions;
    private readonly StreamWriter _segments;
    private readonly string[] _goals;
    private int _episodes;
    private int _frames;

    /// <summary>Creates the folder and its files, replacing older ones.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="goals">Names of the scene's discs, in its order.</param>
    internal DemonstrationWriter(string folder, string[] goals)
    {
        _goals = goals;
        _folder = Directory.CreateDirectory(folder).FullName;
        _images = File.Create(Path.Combine(_folder, "images.u8"));
        _states = File.Create(Path.Combine(_folder, "state.f32"));
        _actions = File.Create(Path.Combine(_folder, "action.f32"));
        _segments = File.CreateText(Path.Combine(_folder, "segments.csv"));
        _segments.WriteLine("episode,seed,segment,start,length,terminal" + (HasGoals ? ",goal" : ""));
    }

    /// <summary>Frames written so far.</summary>
    internal int FrameCount => _frames;

    // With one disc there is nothing to choose, and nothing is written about it.
    private bool HasGoals => _goals.Length > 1;

    /// <summary>Appends one demonstration.</summary>
    internal void Add(Demonstration demonstration)
    {
        _images.Write(demonstration.Images);
        _states.Write(MemoryMarshal.AsBytes(demonstration.States));
        _actions.Write(MemoryMarshal.AsBytes(demonstration.Actions));
        for (var i = 0; i < demonstration.Segments.Count; i++)
        {
            var segment = demonstration.Segments[i];
            _segments.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{_episodes},{demonstration.Seed},{i},{_frames + segment.Start},{segment.Length},{(segment.Terminal ? 1 : 0)}{(HasGoals ? "," : "")}{(HasGoals ? demonstration.Goal : "")}"));
        }

        _episodes++;
        _frames += demonstration.FrameCount;
    }

    /// <summary>Writes the description last, so that its presence says that the data are complete.</summary>
    internal void Complete(int firstSeed, DemonstrationOptions options)
    {
        var meta = new JsonObject
        {
            ["format"] = "robotpolicy_demonstrations",
            ["version"] = 1,
            ["task"] = HasGoals ? "Pick up the red cube and put it on the disc that is the goal." : "Pick up the red cube and put it on the green disc.",
            ["episodes"] = _episodes,
            ["frames"] = _frames,
            ["first_seed"] = firstSeed,
            ["dt"] = 1 / PickPlaceEnvironment.PolicyRateHz,
            ["size"] = options.Size,
            ["cameras"] = new JsonArray([.. RobotNames.Cameras.Select(name => (JsonNode)name)]),
            ["joints"] = new JsonArray([.. RobotNames.Joints.Select(name => (JsonNode)name)]),
            ["push_share"] = options.PushShare,
            ["camera_age_ms"] = options.CameraAge.TotalMilliseconds,
            ["shadow_size"] = options.ShadowSize,
            ["layout"] = LayoutDescription,
        };
        if (HasGoals)
        {
            meta["goals"] = new JsonArray([.. _goals.Select(name => (JsonNode)name)]);
            meta["layout"] = $"{LayoutDescription}\n{GoalDescription}";
        }

        File.WriteAllText(Path.Combine(_folder, "meta.json"), meta.ToJsonString(new() { WriteIndented = true }) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _states.Dispose();
        _actions.Dispose();
        _segments.Dispose();
    }
}

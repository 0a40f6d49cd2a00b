using System.CommandLine;
using System.Globalization;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Cli;

/// <summary>Options that several subcommands share.</summary>
internal static class CommonOptions
{
    /// <summary>The scene file.</summary>
    internal static Option<string> Scene(string shipped = ShippedScenes.PickPlace) => new("--scene")
    {
        Description = $"A shipped scene ({ShippedScenes.Described}) or an MJCF file with the shipped scenes' joint, actuator, camera, site, body and geom names.",
        DefaultValueFactory = _ => ShippedScenes.PathOf(shipped),
        CustomParser = result => ShippedScenes.Resolve(result.Tokens[0].Value),
        HelpName = "SCENE",
    };

    /// <summary>The shadow map.</summary>
    internal static Option<int> ShadowSize() => Ranged("--shadow-size", "Edge of the shadow map in pixels; 0 draws without shadows.", CameraDefaults.ShadowSize, 0, 8192);

    /// <summary>The policy's image size.</summary>
    internal static Option<int> Size() => Ranged("--size", "Edge of the square images that the policy sees, in pixels.", CameraDefaults.PolicySize, 8, CameraDefaults.Height);

    /// <summary>The first or only seed.</summary>
    internal static Option<int> Seed(int value) => Ranged("--seed", "Seed of the (first) episode: places the cube and the arm.", value, 0, int.MaxValue);

    /// <summary>The number of episodes.</summary>
    internal static Option<int> Episodes(int value) => Ranged("--episodes", "Number of episodes.", value, 1, 1_000_000);

    /// <summary>The size of a camera's pictures.</summary>
    internal static Option<string> PictureSize(int width, int height)
    {
        var option = new Option<string>("--camera-size")
        {
            Description = "Image size in pixels, each side 16 to 1920.",
            DefaultValueFactory = _ => $"{width}x{height}",
            HelpName = "WxH",
        };
        option.Validators.Add(result =>
        {
            if (!TryParseSize(result.GetValueOrDefault<string>(), out _))
                result.AddError($"--camera-size is '{result.GetValueOrDefault<string>()}'; expected WIDTHxHEIGHT, each 16 to 1920.");
        });
        return option;
    }

    /// <summary>What <see cref="PictureSize"/> was given.</summary>
    internal static (int Width, int Height) ReadPictureSize(ParseResult result, Option<string> option)
    {
        _ = TryParseSize(result.GetValue(option)!, out var size);
        return size;
    }

    /// <summary>An integer option with bounds that the error message names.</summary>
    internal static Option<int> Ranged(string name, string description, int value, int lowest, int highest)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given && (given < lowest || given > highest))
                result.AddError($"{name} is {given}; expected {lowest} to {highest}.");
        });
        return option;
    }

    /// <summary>A number option with bounds that the error message names.</summary>
    internal static Option<double> Ranged(string name, string description, double value, double lowest, double highest)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "X" };
        option.Validators.Add(result =>
        {
            // Written so that NaN fails.
            if (result.GetValueOrDefault<double>() is var given && !(given >= lowest && given <= highest))
                result.AddError($"{name} is {given}; expected {lowest} to {highest}.");
        });
        return option;
    }

    private static bool TryParseSize(string text, out (int Width, int Height) size)
    {
        size = default;
        var parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out size.Width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out size.Height)
            && size is (>= 16 and <= 1920, >= 16 and <= 1920);
    }
}

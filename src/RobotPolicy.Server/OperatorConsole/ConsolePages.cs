using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>Serves the console on its own port: its pages, the calls that they make, and a stop that needs no script.</summary>
internal sealed class ConsolePages
{
    private const string CallPath = "/call";
    private const string StopPath = "/stop";
    private static readonly TimeSpan Forever = TimeSpan.FromDays(365);

    /// <summary>Where the built pages are: beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "console");

    /// <summary>Whether the pages were built into this installation.</summary>
    public static bool AreThere => File.Exists(Path.Combine(Folder, "index.html"));

    /// <summary>Maps everything that comes to the console's port.</summary>
    /// <param name="application">The application.</param>
    /// <param name="guard">Keeps other people's pages out.</param>
    public static void Map(WebApplication application, ConsoleGuard guard)
    {
        application.MapWhen(
            http => http.Features.Get<ConsoleConnection>() is not null,
            console =>
            {
                console.UseWebSockets();
                console.Use((http, next) => CheckAsync(http, next, guard));
                console.Map(StopPath, stop => stop.Run(StopForm.RunAsync));
                console.Map(CallPath, calls => calls.Run(http => http.RequestServices.GetRequiredService<CallBridge>().RunAsync(http, http.Request.Path)));
                UseFiles(console);
                console.Run(static http =>
                {
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return Task.CompletedTask;
                });
            });
    }

    private static async Task CheckAsync(HttpContext http, RequestDelegate next, ConsoleGuard guard)
    {
        ConsoleGuard.Protect(http.Response);
        if (guard.Refuse(http.Request) is { } why)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync(why, http.RequestAborted).ConfigureAwait(false);
            return;
        }

        await next(http).ConfigureAwait(false);
    }

    private static void UseFiles(IApplicationBuilder console)
    {
        if (!AreThere)
            return;
        var files = new PhysicalFileProvider(Folder);
        console.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        console.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = static context => context.Context.Response.GetTypedHeaders().CacheControl = new()
            {
                // What is below assets carries a hash of its content in its name.
                NoCache = !context.Context.Request.Path.StartsWithSegments("/assets"),
                MaxAge = context.Context.Request.Path.StartsWithSegments("/assets") ? Forever : null,
            },
        });
    }
}

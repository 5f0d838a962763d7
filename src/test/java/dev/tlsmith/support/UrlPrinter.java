package dev.tlsmith.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Prints what a URL answers to a JVM that is told nothing about trust but by its environment. */
final class UrlPrinter {

  private UrlPrinter() {}

  public static void main(String[] args) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(args[0])).build();
      System.out.println(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      System.out.println("not reached: " + e);
    }
  }
}
